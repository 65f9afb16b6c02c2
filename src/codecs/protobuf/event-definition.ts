import type { AnyEventType } from '../../engine/event-type.ts';
import { DefinitionProblem } from '../event-format.ts';
import { eventMessageOf } from './event-message.ts';
import { type ProtoFile, parseProto } from './parse-proto.ts';
import type { MessageModel } from './proto-model.ts';

/** A version of an event type's schema, parsed. */
export interface EventDefinition {
  readonly file: ProtoFile;
  /** The message that is the event. */
  readonly message: MessageModel;
  /** The text that was parsed. */
  readonly definition: string;
}

/** @param version default today's @throws DefinitionProblem where there is none, or it is unsound */
export function eventDefinitionOf(type: AnyEventType, version?: number): EventDefinition {
  const { versions } = type.schema;
  const found = version === undefined ? versions.at(-1) : versions.find((one) => one.version === version);
  if (!found) {
    const known = versions.map((one) => one.version).join(', ') || 'none';
    throw new DefinitionProblem(`event type "${type.name}" has no schema version ${version ?? 1}, known are: ${known}`);
  }
  try {
    const file = parseProto(found.definition);
    return { file, message: eventMessageOf(file, type.name), definition: found.definition };
  } catch (error) {
    if (!(error instanceof DefinitionProblem)) throw error;
    throw new DefinitionProblem(`schema version ${found.version} of event type "${type.name}": ${error.message}`);
  }
}
