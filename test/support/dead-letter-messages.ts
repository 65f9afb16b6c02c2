import { readFileSync } from 'node:fs';
import type { Message } from '@aws-sdk/client-sqs';
import { Ajv } from 'ajv';
import type { DeadLetter } from '../../src/codecs/dead-letter.ts';
import { parseLetter } from '../../src/codecs/parse-letter.ts';
import type { RejectReason } from '../../src/engine/rejection.ts';
import type { Archive } from '../../src/ports/archive.ts';
import type { RejectedRecord, SourceRecord, TooLateRecord } from '../../src/ports/dead-letters.ts';

const SCHEMA: { properties: { reason: { enum: readonly RejectReason[] } } } = JSON.parse(
  readFileSync(new URL('../../docs/envelope.schema.json', import.meta.url), 'utf8'),
);
export const LETTER_MEMBERS: readonly string[] = Object.keys(SCHEMA.properties);
export const REJECT_REASONS = SCHEMA.properties.reason.enum;
// `description` beside `$ref` is for readers.
const validate = new Ajv({ strict: false, allErrors: true }).compile(SCHEMA);

/** What the published schema has against a letter, and members that it does not tell of. */
export function schemaProblems(letter: object): readonly string[] {
  const undocumented = Object.keys(letter).filter((member) => !Object.hasOwn(SCHEMA.properties, member));
  validate(letter);
  return [
    ...(validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`),
    ...undocumented.map((member) => `${member} is not documented`),
  ];
}

/** The letter that a message carries, which must be one by the published schema too. */
export function letterIn(message: Pick<Message, 'Body'>): DeadLetter {
  const body = message.Body ?? '';
  const letter = parseLetter(body);
  if (typeof letter === 'string') throw new Error(letter);
  const problems = schemaProblems(JSON.parse(body));
  if (problems.length > 0) throw new Error(problems.join('; '));
  return letter;
}

/** The rejected record that a message carries. */
export async function rejectedIn(message: Message, archive?: Archive): Promise<RejectedRecord> {
  const letter = letterIn(message);
  if (letter.kind !== 'rejected') throw new Error(`on the retry queue: ${letter.kind}`);
  const { position, reason, attempts, firstFailedMs } = letter;
  return {
    record: await recordIn(letter, archive),
    position,
    reason,
    message: letter.message,
    attempts,
    firstFailedMs,
  };
}

/** The record past lateness that a message carries. */
export async function tooLateIn(message: Message, archive?: Archive): Promise<TooLateRecord> {
  const letter = letterIn(message);
  if (letter.kind !== 'tooLate') throw new Error(`on the late queue: ${letter.kind}`);
  const { position, eventTimeMs, windows } = letter;
  return { record: await recordIn(letter, archive), position, eventTimeMs, windows };
}

async function recordIn(letter: DeadLetter, archive: Archive | undefined): Promise<SourceRecord> {
  const { stream, shardId, sequenceNumber, partitionKey, arrivalMs } = letter;
  return {
    lane: { streamName: stream.name, streamCreatedMs: stream.createdMs, shardId },
    sequenceNumber,
    partitionKey,
    arrivalMs,
    dataBase64: 'payload' in letter ? letter.payload : await archivedIn(letter, archive),
  };
}

async function archivedIn(
  { archived }: Extract<DeadLetter, { archived: unknown }>,
  archive?: Archive,
): Promise<string> {
  const data = await archive?.get(archived);
  if (data?.length !== archived.bytes) throw new Error(`the archive has ${data?.length} bytes of ${archived.bytes}`);
  return Buffer.from(data).toString('base64');
}
