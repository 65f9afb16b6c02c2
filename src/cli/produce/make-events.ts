import type { AnyEventType } from '../../engine/event-type.ts';
import type { Pipeline } from '../../engine/pipeline.ts';
import { type EventInput, eventInputOf, InputProblem, makeContentIds, withEventId } from '../../producer/index.ts';
import { CliError } from '../cli-error.ts';
import type { Row } from './row.ts';

export interface EventOptions {
  /** Name of the event type; undefined: each row's own, or the only one. */
  readonly type: string | undefined;
  readonly schemaVersion: number | undefined;
  /** Field to fill with an id that follows from the input, where it has none. */
  readonly idField: string | undefined;
}

export interface TypedEvent {
  readonly type: AnyEventType;
  readonly event: unknown;
}

export interface EventMaker {
  /** @throws CliError for columns that no event has */
  checkNames(names: readonly string[]): void;
  /** To be asked for every row, in their order. @throws InputProblem where no event can be made of it */
  eventOf(row: Row): TypedEvent;
}

/** Makes events out of rows. @throws CliError where it is not clear of which type, ProducerError for a wrong version */
export function makeEventMaker(pipeline: Pipeline, { type: named, schemaVersion, idField }: EventOptions): EventMaker {
  const typeField = 'typeField' in pipeline.records ? pipeline.records.typeField : undefined;
  const fixed = fixedType(pipeline, named, typeField);
  const inputs = new Map<AnyEventType, EventInput>();
  const inputOf = (type: AnyEventType): EventInput => {
    const input = inputs.get(type) ?? eventInputOf(type, schemaVersion);
    inputs.set(type, input);
    return input;
  };
  const fixedInput = fixed && inputOf(fixed);
  const nextId = makeContentIds();

  return {
    checkNames(names) {
      const columns = fixedInput?.columns;
      const unknown = columns && names.find((name) => !columns.includes(name));
      if (unknown === undefined) return;
      throw new CliError(`column "${unknown}" is no field of ${fixed?.name}: it has ${columns?.join(', ')}`);
    },
    eventOf({ text, content }) {
      const id = idField === undefined ? undefined : nextId(text);
      if (content.kind === 'broken') throw new InputProblem(content.problem);
      const type = fixed ?? typeNamed(pipeline, typeNameIn(content, typeField ?? ''));
      const input = inputOf(type);
      const event = content.kind === 'json' ? input.ofJson(content.value) : input.ofRow(content.names, content.cells);
      return { type, event: id === undefined || idField === undefined ? event : stamped(event, idField, id) };
    },
  };
}

function fixedType(
  pipeline: Pipeline,
  named: string | undefined,
  typeField: string | undefined,
): AnyEventType | undefined {
  const names = pipeline.events.map(({ name }) => name).join(', ');
  if (named !== undefined) {
    const type = pipeline.events.find(({ name }) => name === named);
    if (type) return type;
    throw new CliError(`pipeline "${pipeline.name}" has no event type "${named}": it has ${names}`);
  }
  const [only, ...others] = pipeline.events;
  if (others.length === 0) return only;
  if (typeField !== undefined) return undefined;
  throw new CliError(`pipeline "${pipeline.name}" has several event types: say which with --type (${names})`);
}

function typeNameIn(content: Exclude<Row['content'], { kind: 'broken' }>, typeField: string): unknown {
  if (content.kind === 'table') return content.cells[content.names.indexOf(typeField)];
  const { value } = content;
  const name: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, typeField) : undefined;
  if (typeof name === 'string') return name;
  throw new InputProblem(`field "${typeField}" must name the event's type`);
}

function typeNamed({ events }: Pipeline, wanted: unknown): AnyEventType {
  const type = events.find(({ name }) => name === wanted);
  if (type) return type;
  throw new InputProblem(
    `there is no event type ${JSON.stringify(wanted)}: there are ${events.map(({ name }) => name).join(', ')}`,
  );
}

function stamped(event: unknown, field: string, id: string): unknown {
  return typeof event === 'object' && event !== null ? withEventId(field, () => id)(event) : event;
}
