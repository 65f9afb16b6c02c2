import { DefinitionProblem } from '../codecs/event-format.ts';
import { type EventInput, eventInputOf as inputOf } from '../codecs/input/event-input.ts';
import type { AnyEventType } from '../engine/event-type.ts';
import { ProducerError } from './errors.ts';

/**
 * What makes events of a type out of JSON values and rows of tables, which cannot say all that events hold: bytes as base64, whole
 * numbers and decimals as numbers or text, instants in ISO 8601.
 *
 * @param version of the schema; default today's @throws ProducerError where there is none such
 */
export function eventInputOf(type: AnyEventType, version?: number): EventInput {
  try {
    return inputOf(type, version);
  } catch (error) {
    if (error instanceof DefinitionProblem) throw new ProducerError(error.message, { cause: error });
    throw error;
  }
}
