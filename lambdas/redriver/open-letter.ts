import type { DeadLetter } from '../../src/codecs/dead-letter.ts';
import { rejected } from '../../src/codecs/event-decoder.ts';
import type { RecordReader } from '../../src/codecs/record-reader.ts';
import { InvariantError } from '../../src/engine/errors.ts';
import { type Decoded, type Evaluated, evaluate } from '../../src/engine/evaluate.ts';
import { encodePosition, LAST_IN_RECORD, type Position, subSequenceOf } from '../../src/engine/position.ts';
import type { Archive } from '../../src/ports/archive.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { SourceRecord } from '../../src/ports/dead-letters.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { RedrivenEvent } from '../../src/ports/redrive-store.ts';
import type { LookUpSchema } from '../shared/look-up-schema.ts';

/** An event that a letter brings back; good until the next letter is opened. */
export interface LetterEvent extends RedrivenEvent {
  /** As other queues keep it: without the events that came packed with it. */
  record(): SourceRecord;
  /**
   * Runs all user code on it.
   *
   * @param isDecided what is decided is judged: an event time ahead of this clock must not refuse it
   * @throws RetryableError where its schema version cannot be looked up now
   */
  evaluate(isDecided: boolean): Promise<Evaluated>;
}

export interface OpenLetter {
  readonly events: readonly LetterEvent[];
  /** Events packed into one record, whose way is not to go on together. */
  readonly mustPart: boolean;
}

export interface OpenLetterDeps {
  readonly reader: Pick<RecordReader, 'open' | 'decode' | 'dataOf'>;
  readonly archive: Archive;
  /** Called once a letter. */
  readonly makeLookUp: () => LookUpSchema;
  readonly futureBoundMs: number;
  readonly maxTogether: number;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** Events that one letter may bring to be dealt with in one invocation; more are sent on, each by itself. */
export const MAX_EVENTS_TOGETHER = 1_000;
/** Where they have ids, which are taken one after another. */
export const MAX_IDENTIFIED_TOGETHER = 50;

export const PACKED_TWICE = 'an event that came packed with others is a packed record itself';

/** Makes what gives the events of a letter. @throws RetryableError where its payload cannot be had now */
export function makeOpenLetter({ reader, archive, makeLookUp, futureBoundMs, maxTogether, clock }: OpenLetterDeps) {
  return async (letter: DeadLetter): Promise<OpenLetter> => {
    const dataBase64 = await payloadOf(letter, archive);
    const opened = reader.open(dataBase64);
    const lookUp = makeLookUp();
    const lane = { streamName: letter.stream.name, streamCreatedMs: letter.stream.createdMs, shardId: letter.shardId };
    const { sequenceNumber, partitionKey, arrivalMs } = letter;
    const source = { lane, sequenceNumber, partitionKey, arrivalMs, dataBase64 };

    /** A redriven event moves no watermark, so what was too far in the future may come to pass. */
    const boundMs = futureBoundMs + Math.max(0, clock.nowMs() - arrivalMs);
    const judge = (decoded: Decoded, isDecided: boolean): Evaluated =>
      evaluate(decoded, arrivalMs, isDecided ? Number.POSITIVE_INFINITY : boundMs);
    const whole = (decoded: Decoded): OpenLetter => {
      const event = { lane, position: letter.position, record: () => source };
      return { events: [{ ...event, evaluate: async (isDecided) => judge(decoded, isDecided) }], mustPart: false };
    };
    const eventAt = (position: Position, place: number, record: () => SourceRecord): LetterEvent => ({
      lane,
      position,
      record,
      async evaluate(isDecided) {
        const first = reader.decode(place);
        const decoded = first.kind === 'unknownVersion' ? await lookUp(place, first.versionId) : first;
        if (!decoded) throw new RetryableError('a schema version cannot be looked up now');
        return judge(decoded, isDecided);
      },
    });

    if (typeof opened === 'object') return whole(rejected(opened));
    if (opened === 'alone') return { events: [eventAt(letter.position, 0, () => source)], mustPart: false };
    if (opened === 0) return whole({ kind: 'ignored' });
    const isCrashed = letter.kind === 'rejected' && letter.reason === 'PROCESSOR_CRASHED';
    const from = firstPlace(letter.position, opened, isCrashed);
    if (from === undefined) return whole(rejected({ reason: 'UNDECODABLE', message: PACKED_TWICE }));
    const events: LetterEvent[] = [];
    for (let place = from; place < opened; place += 1) {
      const position = encodePosition(sequenceNumber, place === opened - 1 ? LAST_IN_RECORD : place);
      events.push(
        eventAt(position, place, () => {
          const own = reader.dataOf(place);
          return { ...source, partitionKey: own.partitionKey ?? partitionKey, dataBase64: own.dataBase64 };
        }),
      );
    }
    return { events, mustPart: isCrashed || events.length > maxTogether };
  };
}

/**
 * Place of the first event of a packed record that a letter stands for: of all of it, or, where it was given up after some of its events
 * were decided, of the rest. Undefined where the letter stands for one event, which is not to be packed itself.
 */
function firstPlace(position: Position, events: number, isCrashed: boolean): number | undefined {
  const place = subSequenceOf(position);
  if (place === undefined) return 0;
  return isCrashed && place < events ? place : undefined;
}

/** The bytes of a letter's record, as base64. */
async function payloadOf(letter: DeadLetter, archive: Archive): Promise<string> {
  if ('payload' in letter) return letter.payload;
  const { bucket, key } = letter.archived;
  const data = await archive.get(letter.archived);
  if (!data)
    throw new InvariantError(`the archive holds nothing at ${bucket}/${key}, where a letter's record should be`);
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
}
