/** Avro schemas in few words. */
export function record(...fields: readonly object[]): object {
  return { type: 'record', name: 'Flight', fields };
}

/** A record of one field `a`. */
export function holding(type: unknown): object {
  return record({ name: 'a', type });
}

export function leg(...more: readonly object[]): object {
  return { type: 'record', name: 'Leg', fields: [{ name: 'to', type: 'string' }, ...more] };
}

export function enumOf(symbols: readonly string[], more: object = {}): object {
  return { type: 'enum', name: 'Kind', symbols, ...more };
}

export function fixed(size: number, more: object = {}): object {
  return { type: 'fixed', name: 'Hash', size, ...more };
}

export function logical(type: string, logicalType: string, more: object = {}): object {
  return { type, logicalType, ...more };
}

export const id = { name: 'id', type: 'string' };
export const delay = { name: 'delay', type: 'int' };
export const delayWithDefault = { ...delay, default: 0 };
