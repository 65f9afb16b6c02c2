import type { Type } from 'avsc';
import type { AnyEventType } from '../../engine/event-type.ts';
import type { AvroType } from '../../schemas/avro/avro-type.ts';
import { DefinitionProblem, type FormatWriter, type PayloadWriter } from '../event-format.ts';
import { readEventDefinition, reasonOf } from './avro-definition.ts';
import { avscTypeOf } from './avsc-type.ts';
import { bareEvent } from './bare-event.ts';
import { bareType } from './bare-type.ts';
import { EventPlace } from './event-place.ts';

/**
 * Avro's binary encoding (specification 1.11) of values as `avroReader` gives them. Also taken are safe whole numbers for long, and
 * decimals with fewer digits after the point than their scale; a field that is left out is written as its default.
 *
 * Under an earlier version than today's, fields that it does not have are left out; under today's they are refused.
 */
export const avroWriter: FormatWriter = { format: 'AVRO', writerOf };

function writerOf({ name, schema }: AnyEventType, version?: number): PayloadWriter {
  const today = schema.versions.at(-1);
  const chosen = version === undefined ? today : schema.versions.find((candidate) => candidate.version === version);
  if (!chosen)
    throw new DefinitionProblem(
      `the schema of event type "${name}" has no version${version === undefined ? '' : ` ${version}`}`,
    );
  const what = `version ${chosen.version} of the schema of event type "${name}"`;
  const type = readEventDefinition(chosen.definition);
  if ('problem' in type) throw new DefinitionProblem(`${what}: ${type.problem}`);
  const toBare = bareEvent(type, chosen === today ? 'refuse' : 'drop');
  const encoded = encodedType(type, what);
  const place = new EventPlace();
  return (event) => {
    place.reset();
    return encoded.toBuffer(toBare(event, place));
  };
}

function encodedType(type: AvroType, what: string): Type {
  try {
    return avscTypeOf(type, { leaf: bareType, isWrapped: () => true });
  } catch (error) {
    throw new DefinitionProblem(`${what}: ${reasonOf(error)}`);
  }
}
