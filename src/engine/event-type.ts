import type { Compatibility } from '../schemas/schema-kinds.ts';
import type { EventSchema } from './schema.ts';
import type { EpochMs } from './time.ts';

/** One kind of business fact on the stream. */
export interface EventType<N extends string = string, E = unknown> {
  readonly name: N;
  readonly schema: EventSchema<E>;
  /** Event time, whole milliseconds. Must depend on the event alone. */
  eventTimeMs(event: E): EpochMs;
  /** The Kinesis partition key a sender uses: aligning it with aggregation keys saves writes (docs/cost.md). */
  partitionKey(event: E): string;
  /** What makes two records the same event, where senders may send one twice; 1 byte or more. Undefined: nothing is compared. */
  readonly id: ((event: E) => string) | undefined;
  /** What a new version of the schema owes to those before it. */
  readonly compatibility: Compatibility;
}

/** Erases the payload's type where any event will do; payloads are checked against the schema before user code sees them. */
// biome-ignore lint/suspicious/noExplicitAny: the one place where payload types are erased, see above
export type AnyEventType = EventType<string, any>;

/** The payload type of one event type, or the union of those of several. */
export type EventOf<S> = S extends EventType<string, infer E> ? E : never;

/**
 * Declares an event type.
 *
 * @param name what the records' type field holds, and what aggregations and reports call it
 */
export function eventType<const N extends string, E>(
  name: N,
  options: {
    readonly schema: EventSchema<E>;
    readonly eventTimeMs: (event: E) => EpochMs;
    readonly partitionKey: (event: E) => string;
    /** Where given, `dedupe` of the pipeline says for how long records with the same id count once. */
    readonly id?: ((event: E) => string) | undefined;
    /** Default `BACKWARD`: whoever reads by the newest version reads what was written under the one before. */
    readonly compatibility?: Compatibility;
  },
): EventType<N, E> {
  const { id, compatibility = 'BACKWARD' } = options;
  return { ...options, name, id, compatibility };
}
