/**
 * Sequence numbers in the layout of kinesalite 3.3.3, which took it from the service: 47 hexadecimal digits `2`, creation second
 * of the shard (9), low digit of the shard's index (1), index of the record (16), `00`, second of arrival (9), index of the
 * shard (8), `2`; written in decimal. kinesalite's own functions do the same through a decimal library, twenty times slower.
 */
export interface SequenceParts {
  readonly shardCreateMs: number;
  readonly recordIndex: bigint;
  readonly arrivalMs: number;
  readonly shardIndex: number;
}

const HEX_DIGITS = 47;

/** Greater than the index that any record can get. */
export const LAST_RECORD_INDEX = 0x7fff_ffff_ffff_ffffn;

export function writeSequence({ shardCreateMs, recordIndex, arrivalMs, shardIndex }: SequenceParts): string {
  const shard = hex(shardIndex, 8);
  return BigInt(
    `0x2${hexSecond(shardCreateMs)}${shard.slice(-1)}${hex(recordIndex, 16)}00${hexSecond(arrivalMs)}${shard}2`,
  ).toString();
}

/** @throws RangeError for anything else than a sequence number of this layout */
export function readSequence(sequence: string): SequenceParts {
  const digits = /^\d{1,129}$/.test(sequence) ? BigInt(sequence).toString(16) : '';
  if (digits.length !== HEX_DIGITS || !digits.startsWith('2') || !digits.endsWith('2')) {
    throw new RangeError(`${sequence} is not a sequence number`);
  }
  return {
    shardCreateMs: Number.parseInt(digits.slice(1, 10), 16) * 1_000,
    recordIndex: BigInt(`0x${digits.slice(11, 27)}`),
    arrivalMs: Number.parseInt(digits.slice(29, 38), 16) * 1_000,
    shardIndex: Number.parseInt(digits.slice(38, 46), 16),
  };
}

/** The lowest sequence number of a shard; no record has it. */
export function startingSequence(shardCreateMs: number, shardIndex: number): string {
  return writeSequence({ shardCreateMs, recordIndex: 0n, arrivalMs: shardCreateMs, shardIndex });
}

/** Comes after this sequence number and before that of any later record. */
export function sequenceAfter(sequence: string): string {
  const parts = readSequence(sequence);
  return writeSequence({ ...parts, arrivalMs: parts.arrivalMs + 1_000 });
}

/** The prefix of a shard's keys in the store of records. */
export function shardKey(shardIndex: number): string {
  return hex(shardIndex, 8);
}

export function shardName(shardIndex: number): string {
  return `shardId-${String(shardIndex).padStart(12, '0')}`;
}

function hexSecond(timeMs: number): string {
  return hex(Math.floor(timeMs / 1_000), 9);
}

function hex(value: number | bigint, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
