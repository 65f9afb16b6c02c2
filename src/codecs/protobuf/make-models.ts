import protobuf from 'protobufjs';
import { DefinitionProblem } from '../event-format.ts';
import { presenceOf } from './field-presence.ts';
import { fullNameOf } from './full-name.ts';
import { ENUM_RANGE } from './integer-types.ts';
import { mapOf } from './map-entry.ts';
import type { EnumModel, FieldModel, MessageModel, ScalarType, ValueModel } from './proto-model.ts';

const SCALAR_TYPES: ReadonlySet<string> = new Set<ScalarType>([
  ...(['double', 'float', 'bool', 'string', 'bytes'] as const),
  ...(['int32', 'uint32', 'sint32', 'fixed32', 'sfixed32'] as const),
  ...(['int64', 'uint64', 'sint64', 'fixed64', 'sfixed64'] as const),
]);
/** Protocol Buffers, "Assigning Field Numbers": 2^29 - 1, and a range that implementations keep for themselves. */
const MAX_FIELD_NUMBER = 536_870_911;
const KEPT_NUMBERS = { from: 19_000, to: 19_999 };

/**
 * The models of parsed messages, by full name, and through them of all that they refer to. A message may hold itself, and a file may
 * chain thousands, so what is met is put in a queue instead of being called.
 *
 * @throws DefinitionProblem for what no reader of ours takes
 */
export function modelsOf(types: readonly protobuf.Type[]): ReadonlyMap<string, MessageModel> {
  const models = new Map<protobuf.Type, { readonly model: MessageModel; readonly fields: FieldModel[] }>();
  const enums = new Map<protobuf.Enum, EnumModel>();

  const messageOf = (type: protobuf.Type): MessageModel => {
    const known = models.get(type);
    if (known) return known.model;
    const fields: FieldModel[] = [];
    const model = { fullName: fullNameOf(type), fields, comment: type.comment ?? undefined };
    models.set(type, { model, fields });
    return model;
  };

  const enumOf = (type: protobuf.Enum): EnumModel => {
    const model = enums.get(type) ?? enumModel(type);
    enums.set(type, model);
    return model;
  };

  const valueModelOf = (field: protobuf.Field): ValueModel => {
    const { resolvedType } = field;
    if (resolvedType instanceof protobuf.Type) return { kind: 'message', message: messageOf(resolvedType) };
    if (resolvedType instanceof protobuf.Enum) return { kind: 'enum', enum: enumOf(resolvedType) };
    if (!isScalar(field.type)) {
      throw new DefinitionProblem(`"${fullNameOf(field)}" has the unknown type "${field.type}"`);
    }
    return { kind: 'scalar', type: field.type };
  };

  const own = new Map(types.map((type) => [fullNameOf(type), messageOf(type)]));
  // Messages met on the way join the end of the map, which the loop still reaches.
  for (const [type, { fields }] of models) {
    if (type.extensions) {
      throw new DefinitionProblem(`"${fullNameOf(type)}" has extensions, which are not supported`);
    }
    for (const field of [...type.fieldsArray].sort((left, right) => left.id - right.id)) {
      const map = mapOf(field);
      fields.push(fieldOf(field, map?.keyType, valueModelOf(map?.value ?? field)));
    }
  }
  return own;
}

/** @param keyType where it is a map */
function fieldOf(field: protobuf.Field, keyType: string | undefined, value: ValueModel): FieldModel {
  if (field.delimited) throw new DefinitionProblem(`"${fullNameOf(field)}" is a group: use a message instead`);
  const isKept = field.id >= KEPT_NUMBERS.from && field.id <= KEPT_NUMBERS.to;
  if (field.id < 1 || field.id > MAX_FIELD_NUMBER || isKept) {
    throw new DefinitionProblem(`"${fullNameOf(field)}" has the number ${field.id}, which no field may have`);
  }
  if (keyType !== undefined && !isScalar(keyType)) {
    throw new DefinitionProblem(`"${fullNameOf(field)}" has keys of the unknown type "${keyType}"`);
  }
  const isPackable =
    value.kind === 'enum' || (value.kind === 'scalar' && value.type !== 'string' && value.type !== 'bytes');
  return {
    name: field.name,
    number: field.id,
    presence: keyType === undefined ? presenceOf(field, value) : { kind: 'map' },
    keyType,
    value,
    isPacked: keyType === undefined && field.repeated && isPackable && field.packed,
    oneof: oneofOf(field),
    comment: field.comment ?? undefined,
  };
}

/** protobufjs makes a choice of one of each `optional` field in proto3. */
function oneofOf(field: protobuf.Field): string | undefined {
  if (field.getOption('proto3_optional') === true) return undefined;
  return field.partOf?.name;
}

function enumModel(type: protobuf.Enum): EnumModel {
  const numbers = new Map(Object.entries(type.values));
  const names = new Map<number, string>();
  for (const [name, number] of numbers) {
    if (number < ENUM_RANGE.min || number > ENUM_RANGE.max) {
      throw new DefinitionProblem(
        `"${fullNameOf(type)}.${name}" has the number ${number}, which does not fit into 32 bits`,
      );
    }
    if (!names.has(number)) names.set(number, name);
  }
  if (numbers.size === 0) throw new DefinitionProblem(`the enum "${fullNameOf(type)}" has no values`);
  return { fullName: fullNameOf(type), numbers, names, comment: type.comment ?? undefined };
}

function isScalar(type: string): type is ScalarType {
  return SCALAR_TYPES.has(type);
}
