import type { AvroRecord, AvroType, AvroUnion } from '../../schemas/avro/avro-type.ts';
import { branchesOf, isWrapped, meaningOf, valueKindOf } from '../../schemas/avro/value-kind.ts';
import { readEventDefinition } from '../avro/avro-definition.ts';
import { DefinitionProblem } from '../event-format.ts';
import { ANY, type FieldShape, leafOf, type RecordShape, type Shape } from './shape.ts';

/** @throws DefinitionProblem where the text is no schema of a record */
export function avroShape(definition: string): RecordShape {
  const event = readEventDefinition(definition);
  if ('problem' in event) throw new DefinitionProblem(event.problem);
  const known = new Map<AvroRecord, RecordShape>();

  /** Records may hold themselves: each has one shape, which is there before its fields are. */
  const recordShape = (record: AvroRecord): RecordShape => {
    const found = known.get(record);
    if (found) return found;
    const fields = new Map<string, FieldShape>();
    const shape: RecordShape = { kind: 'record', fields, isOpen: false, hasNoNull: false };
    known.set(record, shape);
    for (const { name, type, defaultValue } of record.fields) {
      fields.set(name, { value: shapeOf(type), isOptional: defaultValue !== undefined });
    }
    return shape;
  };

  const shapeOf = (type: AvroType): Shape => {
    switch (type.kind) {
      case 'record':
        return recordShape(type);
      case 'array':
        return { kind: 'list', item: shapeOf(type.items) };
      case 'map':
        return { kind: 'map', value: shapeOf(type.values) };
      case 'union':
        return unionShape(type);
      case 'enum':
        return leafOf('text');
      case 'primitive':
      case 'fixed': {
        const meaning = meaningOf(type);
        if (meaning === 'millis' || meaning === 'decimal') return leafOf(meaning);
        const kind = valueKindOf(type);
        return kind === 'null' || kind === 'list' || kind === 'object' ? ANY : leafOf(kind);
      }
    }
  };

  /** Of a choice between several types a value tells by itself which it is, or says so in its wrapping. */
  const unionShape = (union: AvroUnion): Shape => {
    const branches = branchesOf(union);
    const others = branches.filter((branch) => valueKindOf(branch) !== 'null');
    const [only] = others;
    const shape = only && others.length === 1 && !isWrapped(union) ? shapeOf(only) : ANY;
    return others.length < branches.length ? { kind: 'nullable', value: shape } : shape;
  };

  return recordShape(event);
}
