import { eventMessageOf } from '../protobuf/event-message.ts';
import { parseProto } from '../protobuf/parse-proto.ts';
import type { FieldModel, MessageModel, ScalarType } from '../protobuf/proto-model.ts';
import { type FieldShape, type Leaf, leafOf, type RecordShape, type Shape } from './shape.ts';

const LEAVES: Readonly<Record<ScalarType, Leaf>> = {
  double: 'number',
  float: 'number',
  int32: 'number',
  uint32: 'number',
  sint32: 'number',
  fixed32: 'number',
  sfixed32: 'number',
  int64: 'bigint',
  uint64: 'bigint',
  sint64: 'bigint',
  fixed64: 'bigint',
  sfixed64: 'bigint',
  bool: 'boolean',
  string: 'text',
  bytes: 'bytes',
};

/** @throws DefinitionProblem where the text is no sound `.proto` file, or has no message for the event */
export function protoShape(definition: string, eventName: string): RecordShape {
  const known = new Map<MessageModel, RecordShape>();

  /** Messages may hold themselves: each has one shape, which is there before its fields are. */
  const messageShape = (message: MessageModel): RecordShape => {
    const found = known.get(message);
    if (found) return found;
    const fields = new Map<string, FieldShape>();
    const shape: RecordShape = { kind: 'record', fields, isOpen: false, hasNoNull: true };
    known.set(message, shape);
    for (const field of message.fields) {
      fields.set(field.name, { value: fieldShape(field), isOptional: field.presence.kind !== 'required' });
    }
    return shape;
  };

  const fieldShape = ({ presence, value }: FieldModel): Shape => {
    const single = singleShape(value);
    if (presence.kind === 'list') return { kind: 'list', item: single };
    return presence.kind === 'map' ? { kind: 'map', value: single } : single;
  };

  const singleShape = (value: FieldModel['value']): Shape => {
    if (value.kind === 'message') return messageShape(value.message);
    return leafOf(value.kind === 'enum' ? 'text' : LEAVES[value.type]);
  };

  return messageShape(eventMessageOf(parseProto(definition), eventName));
}
