import type { AnyEventType } from '../engine/event-type.ts';
import type { SchemaFormat } from '../schemas/schema-kinds.ts';

/**
 * Reads one event from bytes `[start, end)` of `buffer`, all of them, as today's version of its type.
 *
 * What it returns holds no reference into `buffer`, which is used again for the next record.
 *
 * @throws RejectedValue with reason `UNDECODABLE` for bytes that are no such payload, `INVALID_EVENT` for an event that today's
 *   schema does not admit; the message tells where and what, never a value
 */
export type PayloadReader = (buffer: Buffer, start: number, end: number) => unknown;

/** Reads events of one type in one format. */
export interface EventReader {
  /**
   * The reader of payloads written under `definition`, a version of the type's schema.
   *
   * @throws SchemaMismatch where the text is no schema, or what was written under it cannot be read as today's version
   */
  writtenUnder(definition: string): PayloadReader;
}

/** One data format, as functions read it. */
export interface FormatReader {
  readonly format: SchemaFormat;
  /** @throws DefinitionProblem where today's version of the type's schema is unsound */
  readerOf(type: AnyEventType): EventReader;
}

/**
 * Writes one event under one version of its type's schema.
 *
 * @throws UnwritableEvent with one line that says which field is wrong and what was expected
 */
export type PayloadWriter = (event: unknown) => Uint8Array;

/** One data format, as senders write it. */
export interface FormatWriter {
  readonly format: SchemaFormat;
  /** @param version a committed version; default today's @throws DefinitionProblem where the schema is unsound or lacks the version */
  writerOf(type: AnyEventType, version?: number): PayloadWriter;
}

/** A schema version under which nothing can be read as today's event; the message is one line. */
export class SchemaMismatch extends Error {
  override readonly name = 'SchemaMismatch';
}

/** A committed schema that is not sound; the message is one line, naming what to mend. */
export class DefinitionProblem extends Error {
  override readonly name = 'DefinitionProblem';
}

/** An event that its schema does not admit, at a sender. */
export class UnwritableEvent extends Error {
  override readonly name = 'UnwritableEvent';
}
