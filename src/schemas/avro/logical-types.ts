import { type JsonObject, member } from '../json-text.ts';
import type { LogicalType, PrimitiveName } from './avro-type.ts';

/** Which logical types the specification puts on which type; elsewhere they count as absent. */
const CARRIERS: ReadonlyMap<string, PrimitiveName> = new Map([
  ['date', 'int'],
  ['time-millis', 'int'],
  ['time-micros', 'long'],
  ['timestamp-millis', 'long'],
  ['timestamp-micros', 'long'],
  ['timestamp-nanos', 'long'],
  ['local-timestamp-millis', 'long'],
  ['local-timestamp-micros', 'long'],
  ['local-timestamp-nanos', 'long'],
  ['uuid', 'string'],
]);

const DURATION_BYTES = 12;

/** The logical type of a schema object, undefined for none, or one that is to be ignored. */
export function logicalTypeOf(
  schema: JsonObject,
  carrier: PrimitiveName | 'fixed',
  sizeBytes = 0,
): LogicalType | undefined {
  const name = member(schema, 'logicalType');
  if (typeof name !== 'string') return undefined;
  if (name === 'decimal')
    return carrier === 'bytes' || carrier === 'fixed' ? decimalOf(schema, carrier, sizeBytes) : undefined;
  if (name === 'duration') return carrier === 'fixed' && sizeBytes === DURATION_BYTES ? { name } : undefined;
  return CARRIERS.get(name) === carrier ? { name } : undefined;
}

function decimalOf(schema: JsonObject, carrier: 'bytes' | 'fixed', sizeBytes: number): LogicalType | undefined {
  const precision = member(schema, 'precision');
  const scale = member(schema, 'scale') ?? 0;
  if (!isWhole(precision) || !isWhole(scale) || precision < 1 || scale > precision) return undefined;
  const isTooSmall = carrier === 'fixed' && precision > maxPrecision(sizeBytes);
  return isTooSmall ? undefined : { name: 'decimal', precision, scale };
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Digits that a signed number of so many bytes holds (specification, "Decimal"). */
function maxPrecision(sizeBytes: number): number {
  return sizeBytes === 0 ? 0 : Math.floor(Math.log10(2) * (8 * sizeBytes - 1));
}

export function isSameLogicalType(a: LogicalType, b: LogicalType): boolean {
  return a.name === b.name && a.precision === b.precision && a.scale === b.scale;
}
