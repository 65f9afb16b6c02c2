import { InvariantError } from '../engine/errors.ts';
import type { WindowPartition } from '../ports/partial-store.ts';
import type { MaterializeTask } from '../ports/task-queue.ts';
import { queueText } from './queue-text.ts';

/** Why the keeper is to run: a lane crossed a window's end, an operator drains, or its minute has come. */
export interface Poke {
  readonly kind: 'crossed' | 'drain' | 'tick';
  readonly id: string;
}

const MAX_DELAY_SECONDS = 900;

/** A task as a message body. */
export function taskBody(task: MaterializeTask): string {
  const { aggregation, generation, windowStartMs, windowEndMs, partition } = task.window;
  return queueText({ aggregation, generation, windowStartMs, windowEndMs, partition, late: task.late });
}

/** @throws InvariantError where `body` is no task: only this code sends to the queue */
export function parseTask(body: string): MaterializeTask {
  const fields = fieldsOf(body, 'materialize task');
  const window: WindowPartition = {
    aggregation: text(fields, 'aggregation', 'materialize task'),
    generation: integer(fields, 'generation'),
    windowStartMs: integer(fields, 'windowStartMs'),
    windowEndMs: integer(fields, 'windowEndMs'),
    partition: integer(fields, 'partition'),
  };
  return { window, late: fields.late === true };
}

/** A poke as a message body. */
export function pokeBody(poke: Poke): string {
  return queueText({ kind: poke.kind, id: poke.id });
}

/** @throws InvariantError where `body` is no poke: only this code and its schedule send to the queue */
export function parsePoke(body: string): Poke {
  const fields = fieldsOf(body, 'poke');
  const { kind } = fields;
  if (kind !== 'crossed' && kind !== 'drain' && kind !== 'tick') return refuse('poke', 'kind', kind);
  return { kind, id: text(fields, 'id', 'poke') };
}

/** A delivery delay as SQS takes it. @throws RangeError where it is not whole seconds from 0 to 900 */
export function delaySeconds(delayMs: number): number {
  const seconds = delayMs / 1_000;
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_DELAY_SECONDS) return seconds;
  throw new RangeError(`a delay must be whole seconds from 0 to ${MAX_DELAY_SECONDS}, got ${delayMs} ms`);
}

function fieldsOf(body: string, what: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body);
    // A parse boundary: the fields are unknown until each is checked.
    if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>;
  } catch (error) {
    throw new InvariantError(`a ${what} must be a JSON object, got: ${body.slice(0, 200)}`, { cause: error });
  }
  throw new InvariantError(`a ${what} must be a JSON object, got: ${body.slice(0, 200)}`);
}

function text(fields: Record<string, unknown>, name: string, what: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : refuse(what, name, value);
}

function integer(fields: Record<string, unknown>, name: string): number {
  const value = fields[name];
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : refuse('materialize task', name, value);
}

function refuse(what: string, name: string, value: unknown): never {
  throw new InvariantError(`a ${what} with ${name} ${JSON.stringify(value)}, which this code does not know`);
}
