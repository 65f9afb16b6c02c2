import { isUtf8 } from 'node:buffer';
import { formats } from '../codecs/formats.ts';
import { inflatePayload } from '../codecs/glue-compression.ts';
import { GLUE_HEADER_BYTES, hasGlueHeader, makeGlueHeaderReader } from '../codecs/glue-header.ts';
import { makeEventDecoder } from '../codecs/make-event-decoder.ts';
import { makeRecordReader, type RecordReader } from '../codecs/record-reader.ts';
import type { Plan } from '../engine/plan.ts';
import type { SchemaRegistry } from '../ports/schema-registry.ts';

/** What a record's bytes say. */
export type DecodedPayload =
  /** An event of the pipeline, as its newest schema version has it. */
  | { readonly kind: 'event'; readonly eventType: string; readonly event: unknown }
  /** Several events in one record, in their order. */
  | { readonly kind: 'packed'; readonly events: readonly DecodedPayload[] }
  /** No event of the pipeline, but JSON. */
  | { readonly kind: 'json'; readonly value: unknown; readonly problem: string }
  | { readonly kind: 'bytes'; readonly problem: string };

/**
 * Reads a record's bytes as the functions do, under the definition given.
 *
 * @param registry told of each schema version that the bytes name
 */
export async function decodePayload(plan: Plan, registry: SchemaRegistry, bytes: Uint8Array): Promise<DecodedPayload> {
  const reader = makeRecordReader(makeEventDecoder(plan, formats, {}));
  const opened = reader.open(Buffer.from(bytes).toString('base64'));
  if (typeof opened === 'object') return withoutSchema(Buffer.from(bytes), opened.message);
  if (opened === 'alone') return decodeAt(reader, registry, 0);
  const events: DecodedPayload[] = [];
  for (let place = 0; place < opened; place += 1) events.push(await decodeAt(reader, registry, place));
  return { kind: 'packed', events };
}

async function decodeAt(reader: RecordReader, registry: SchemaRegistry, place: number): Promise<DecodedPayload> {
  const bytes = Buffer.from(reader.dataOf(place).dataBase64, 'base64');
  let decoded = reader.decode(place);
  if (decoded.kind === 'unknownVersion') {
    const problem = await learnVersion(reader, registry, decoded.versionId);
    if (problem !== undefined) return withoutSchema(bytes, problem);
    decoded = reader.decode(place);
  }
  switch (decoded.kind) {
    case 'event':
      return { kind: 'event', eventType: decoded.route.type.name, event: decoded.event };
    case 'rejected':
      return withoutSchema(bytes, decoded.rejection.message);
    case 'ignored':
      return withoutSchema(bytes, 'the pipeline ignores events of this type');
    case 'unknownVersion':
      return withoutSchema(bytes, `the registry told of another schema version than ${decoded.versionId}`);
  }
}

/** @returns why the version cannot be known; a registry that cannot be asked is no reason not to show the rest */
async function learnVersion(
  reader: RecordReader,
  registry: SchemaRegistry,
  versionId: string,
): Promise<string | undefined> {
  try {
    const version = await registry.versionById(versionId);
    if (!version) return `the registry has no schema version ${versionId} that is available`;
    reader.learn(version);
    return undefined;
  } catch (error) {
    const [why] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
    return `the registry cannot be asked for schema version ${versionId} (${why})`;
  }
}

/** What is JSON shows itself, with a registry's header before it or without. */
function withoutSchema(bytes: Buffer, problem: string): DecodedPayload {
  const text = payloadOf(bytes);
  if (isUtf8(text)) {
    try {
      return { kind: 'json', value: JSON.parse(text.toString()), problem };
    } catch {
      // Bytes then.
    }
  }
  return { kind: 'bytes', problem };
}

function payloadOf(bytes: Buffer): Buffer {
  if (!hasGlueHeader(bytes, 0, bytes.length)) return bytes;
  const header = makeGlueHeaderReader()(bytes, 0, bytes.length);
  if ('reason' in header) return bytes;
  if (header.compression === 'none') return bytes.subarray(GLUE_HEADER_BYTES);
  const inflated = inflatePayload(bytes, GLUE_HEADER_BYTES, bytes.length);
  return 'reason' in inflated ? bytes : inflated;
}
