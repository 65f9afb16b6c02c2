import { DefinitionProblem } from '../event-format.ts';
import type { ProtoFile } from './parse-proto.ts';
import type { MessageModel } from './proto-model.ts';

/**
 * The message that is the event: of those at the file's top level the one named like the event type in PascalCase
 * (`order-paid`: `OrderPaid`), or else the only one.
 *
 * @throws DefinitionProblem where none is
 */
export function eventMessageOf(file: ProtoFile, eventName: string): MessageModel {
  const wanted = pascalCase(eventName);
  const named = file.topLevel.find(({ fullName }) => fullName.slice(fullName.lastIndexOf('.') + 1) === wanted);
  if (named) return named;
  const [only, ...others] = file.topLevel;
  if (!only) throw new DefinitionProblem(`it has no message: the event's is called "${wanted}"`);
  if (others.length === 0) return only;
  const given = file.topLevel.map(({ fullName }) => fullName).join(', ');
  throw new DefinitionProblem(
    `which of its messages is the event cannot be told: call it "${wanted}" (it has ${given})`,
  );
}

function pascalCase(eventName: string): string {
  return eventName.replace(/(?:^|-)([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}
