/**
 * A schema file and the type generated from it, bound together: `E` exists at compile time only, so an event type cannot be
 * declared with one schema and used with another's fields.
 */
export interface EventSchema<E> {
  readonly format: 'JSON';
  /** JSON Schema document, draft-07. */
  readonly definition: Readonly<Record<string, unknown>>;
  readonly version: number;
  /** Never present: carries `E`. */
  readonly __type?: E;
}
