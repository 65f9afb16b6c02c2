import type { AvroRecord, AvroType } from '../../schemas/avro/avro-type.ts';
import { parseAvro } from '../../schemas/avro/parse-avro.ts';
import { Unsound } from '../../schemas/unsound.ts';

/** A schema as parsed, or the one line that says why its text is none. */
export function readDefinition(definition: string): AvroType | { readonly problem: string } {
  try {
    return parseAvro(definition);
  } catch (error) {
    if (error instanceof Unsound) return { problem: error.message };
    throw error;
  }
}

/** As `readDefinition`, for a version by which events are read or written: an event is a record. */
export function readEventDefinition(definition: string): AvroRecord | { readonly problem: string } {
  const type = readDefinition(definition);
  if ('problem' in type) return type;
  return type.kind === 'record' ? type : { problem: `an event is a record, got ${type.kind}` };
}

const MAX_REASON_LENGTH = 300;

/** What the library said, on one line. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s+/g, ' ').slice(0, MAX_REASON_LENGTH);
}
