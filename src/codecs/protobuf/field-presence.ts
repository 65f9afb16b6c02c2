import type protobuf from 'protobufjs';
import { DefinitionProblem } from '../event-format.ts';
import { fullNameOf } from './full-name.ts';
import { isLong, isSmall, RANGES_32, RANGES_64 } from './integer-types.ts';
import type { DefaultValue, EnumModel, Presence, ScalarType, ValueModel } from './proto-model.ts';

const NO_BYTES = Buffer.alloc(0);

/**
 * What it means that a field, which is no map, is not in the bytes.
 *
 * @throws DefinitionProblem for a default that `.proto` does not allow, or that cannot be kept
 */
export function presenceOf(field: protobuf.Field, value: ValueModel): Presence {
  if (field.repeated) return { kind: 'list' };
  if (field.required) return { kind: 'required' };
  const declared: unknown = field.getOption('default');
  if (declared !== undefined) return withDefault(field, value, declared);
  if (value.kind === 'message' || field.hasPresence) return { kind: 'optional' };
  if (value.kind === 'enum' && !value.enum.names.has(0)) {
    throw new DefinitionProblem(`the enum "${value.enum.fullName}" has no value 0, with which those of proto3 begin`);
  }
  return { kind: 'implicit', default: defaultOf(value) };
}

/** What a scalar or an enum is where nothing else is said (Protocol Buffers, "Default Field Values"). */
export function defaultOf(value: Exclude<ValueModel, { kind: 'message' }>): DefaultValue {
  if (value.kind === 'enum') return firstName(value.enum);
  switch (value.type) {
    case 'string':
      return '';
    case 'bytes':
      return NO_BYTES;
    case 'bool':
      return false;
    default:
      return isLong(value.type) ? 0n : 0;
  }
}

function firstName({ names }: EnumModel): string {
  const [first = ''] = names.values();
  return first;
}

function withDefault(field: protobuf.Field, value: ValueModel, declared: unknown): Presence {
  const isProto3 = !field.hasPresence || field.getOption('proto3_optional') === true;
  if (isProto3) throw new DefinitionProblem(`"${fullNameOf(field)}" declares a default, which proto3 does not have`);
  const kept = value.kind === 'message' ? undefined : keptDefault(value, declared);
  if (kept === undefined) {
    throw new DefinitionProblem(`"${fullNameOf(field)}" declares a default that its type cannot have`);
  }
  // Of a choice at most one is there, whatever the defaults of the others.
  return field.partOf === null ? { kind: 'defaulted', default: kept } : { kind: 'optional' };
}

function keptDefault(value: Exclude<ValueModel, { kind: 'message' }>, declared: unknown): DefaultValue | undefined {
  if (value.kind === 'enum') {
    const number = typeof declared === 'string' ? value.enum.numbers.get(declared) : undefined;
    return number === undefined ? undefined : value.enum.names.get(number);
  }
  if (value.type === 'string') return typeof declared === 'string' ? declared : undefined;
  if (value.type === 'bool') return typeof declared === 'boolean' ? declared : undefined;
  return typeof declared === 'number' ? keptNumber(value.type, declared) : undefined;
}

function keptNumber(type: ScalarType, declared: number): DefaultValue | undefined {
  if (type === 'double') return declared;
  if (type === 'float') return Math.fround(declared);
  if (isSmall(type)) {
    const { min, max } = RANGES_32[type];
    return Number.isInteger(declared) && declared >= min && declared <= max ? declared : undefined;
  }
  // The parser has rounded what is longer.
  if (!isLong(type) || !Number.isSafeInteger(declared)) return undefined;
  const exact = BigInt(declared);
  const { min, max } = RANGES_64[type];
  return exact >= min && exact <= max ? exact : undefined;
}
