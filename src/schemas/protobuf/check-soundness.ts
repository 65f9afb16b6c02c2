import { isTaken } from '../taken-names.ts';
import { Unsound } from '../unsound.ts';
import type { EnumSyntax, FieldSyntax, MessageSyntax } from './proto-syntax.ts';
import { type FieldType, isReserved, isScalarName } from './proto-type.ts';

/** Kept for implementations (Protocol Buffers, "Assigning Field Numbers"). */
const KEPT = { from: 19_000, to: 19_999 };
const NO_KEYS = new Set(['double', 'float', 'bytes']);

interface Declared {
  readonly name: string;
  readonly line: number;
}

/** Names of one scope, to which the names of its enums' values belong too. */
export function checkNames(declared: readonly Declared[], enums: readonly EnumSyntax[], scope: string): void {
  const seen = new Set<string>();
  for (const { name, line } of [...declared, ...enums.flatMap(({ values }) => values)]) {
    if (isTaken(name))
      throw new Unsound(`line ${line}: "${name}": every JavaScript object has that, choose another name`);
    if (seen.has(name)) throw new Unsound(`line ${line}: ${scope} has two things called "${name}"`);
    seen.add(name);
  }
}

export function checkMessage(message: MessageSyntax, syntax: 'proto2' | 'proto3'): void {
  const { name, fields, oneofs, messages, enums, reserved } = message;
  checkNames([...fields, ...oneofs, ...messages, ...enums], enums, `message "${name}"`);
  const [numbers, camel] = [new Map<number, string>(), new Map<string, string>()];
  for (const field of fields) {
    const fail = (problem: string): never => {
      throw new Unsound(`line ${field.line}: field "${field.name}" ${problem}`);
    };
    const other = numbers.get(field.number);
    if (other !== undefined) fail(`has the number ${field.number}, as "${other}" has`);
    numbers.set(field.number, field.name);
    if (field.number >= KEPT.from && field.number <= KEPT.to)
      fail(`has a number of ${KEPT.from} to ${KEPT.to}, which no field may have`);
    if (isReserved(reserved, field.number)) fail(`has the number ${field.number}, which is reserved`);
    if (reserved.names.includes(field.name)) fail('has a name that is reserved');
    const alike = camel.get(camelCase(field.name));
    if (alike !== undefined) fail(`and "${alike}" are one name in camelCase, as events have it`);
    camel.set(camelCase(field.name), field.name);
    if (isTaken(camelCase(field.name)))
      fail(`is "${camelCase(field.name)}" in events, which every JavaScript object has: rename it`);
    if (syntax === 'proto3' && field.label === 'required') fail('is required, which proto3 does not have');
    const needsLabel = syntax === 'proto2' && field.oneof === undefined && field.keyType === undefined;
    if (needsLabel && field.label === undefined) fail('needs a label in proto2: required, optional or repeated');
  }
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());
}

export function checkField(field: FieldSyntax, type: FieldType, syntax: 'proto2' | 'proto3'): void {
  const fail = (problem: string): never => {
    throw new Unsound(`line ${field.line}: field "${field.name}" ${problem}`);
  };
  const { keyType, hasDefault, label } = field;
  if (keyType !== undefined && (!isScalarName(keyType) || NO_KEYS.has(keyType))) {
    fail(`has keys of ${keyType}: keys are whole numbers, bool or string`);
  }
  if (!hasDefault) return;
  if (syntax === 'proto3') fail('declares a default, which proto3 does not have');
  if (label === 'repeated' || type.kind === 'message' || type.kind === 'imported') fail('cannot have a default');
  if (type.kind === 'scalar' && type.name === 'bytes') fail('declares a default, which readers do not keep for bytes');
}

export function checkEnum({ name, line, values, allowsAlias, reserved }: EnumSyntax, isClosed: boolean): void {
  const [first] = values;
  if (!isClosed && first && first.number !== 0) {
    throw new Unsound(`line ${first.line}: the first value of enum "${name}" must be 0 in proto3`);
  }
  const numbers = new Map<number, string>();
  for (const value of values) {
    const other = numbers.get(value.number);
    if (other !== undefined && !allowsAlias) {
      throw new Unsound(
        `line ${value.line}: "${value.name}" has the number ${value.number}, as "${other}" has (option allow_alias allows it)`,
      );
    }
    numbers.set(value.number, value.name);
    if (isReserved(reserved, value.number) || reserved.names.includes(value.name)) {
      throw new Unsound(`line ${value.line}: "${value.name} = ${value.number}" is reserved in enum "${name}"`);
    }
  }
  if (isTaken(name))
    throw new Unsound(`line ${line}: "${name}": every JavaScript object has that, choose another name`);
}
