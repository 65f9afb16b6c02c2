import type { AnyEventType } from '../../engine/event-type.ts';
import { DefinitionProblem } from '../event-format.ts';
import { avroShape } from './avro-shape.ts';
import { jsonShape } from './json-shape.ts';
import { protoShape } from './proto-shape.ts';
import { InputProblem, type RecordShape } from './shape.ts';
import { valueOfJson } from './value-of-json.ts';
import { valueOfCell } from './value-of-text.ts';

/** Makes events of one type out of what people and other programs write: JSON values, or the rows of a table. */
export interface EventInput {
  /** Names that a table may have as columns; undefined where it may have others too. */
  readonly columns: readonly string[] | undefined;
  /** @throws InputProblem */
  ofJson(json: unknown): unknown;
  /** @param cells as many as there are names @throws InputProblem */
  ofRow(names: readonly string[], cells: readonly string[]): Readonly<Record<string, unknown>>;
}

/** @param version default today's @throws DefinitionProblem where the schema is unsound or lacks the version */
export function eventInputOf(type: AnyEventType, version?: number): EventInput {
  const shape = shapeOf(type, version);
  return {
    columns: shape.isOpen ? undefined : [...shape.fields.keys()],
    ofJson: (json) => withinDepth(() => valueOfJson(shape, json, '')),
    ofRow: (names, cells) =>
      Object.fromEntries(
        names.flatMap((name, index) => {
          const value = cellValue(shape, name, cells[index] ?? '');
          return value === undefined ? [] : [[name, value]];
        }),
      ),
  };
}

function cellValue({ fields, isOpen }: RecordShape, name: string, text: string): unknown {
  const field = fields.get(name);
  if (field) return valueOfCell(field, text, name);
  if (isOpen) return text === '' ? undefined : text;
  throw new InputProblem(`${name}: there is no such field`);
}

/** Schemas may hold themselves, and events be nested deeper than the stack is. */
function withinDepth<T>(convert: () => T): T {
  try {
    return convert();
  } catch (error) {
    throw error instanceof RangeError ? new InputProblem('it is nested too deeply') : error;
  }
}

function shapeOf({ name, schema }: AnyEventType, version: number | undefined): RecordShape {
  const { versions, format } = schema;
  const chosen = version === undefined ? versions.at(-1) : versions.find((known) => known.version === version);
  if (!chosen) {
    const known = versions.map((each) => each.version).join(', ');
    throw new DefinitionProblem(`event type "${name}" has no schema version ${version}: it has ${known || 'none'}`);
  }
  switch (format) {
    case 'AVRO':
      return avroShape(chosen.definition);
    case 'JSON':
      return jsonShape(chosen.definition);
    case 'PROTOBUF':
      return protoShape(chosen.definition, name);
  }
}
