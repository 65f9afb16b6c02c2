import { below } from '../wording.ts';
import { parseProto } from './parse-proto.ts';
import {
  fieldText,
  type ProtoEnum,
  type ProtoField,
  type ProtoFile,
  type ProtoMessage,
  type ProtoService,
} from './proto-type.ts';

/** What changed from one file to the next, one line each; fields are the same by number. */
export function diffProto(before: string, after: string): readonly string[] {
  const [old, now] = [parseProto(before), parseProto(after)];
  return [
    ...changed('', 'syntax', old.syntax, now.syntax),
    ...changed('', 'package', old.packageName || 'none', now.packageName || 'none'),
    ...diffNames('import', old.imports, now.imports),
    ...diffMessages(old.messages, now.messages),
    ...diffEnums(old.enums, now.enums),
    ...diffServices(old, now),
  ];
}

interface Named {
  readonly name: string;
}

/** Things of one kind, matched by name. */
function diffNamed<T extends Named>(
  kind: string,
  before: readonly T[],
  after: readonly T[],
  diff: (before: T, after: T) => readonly string[],
): readonly string[] {
  const old = new Map(before.map((one) => [one.name, one]));
  const lines = after.flatMap((one) => {
    const match = old.get(one.name);
    return match ? diff(match, one) : [`${one.name}: ${kind} added`];
  });
  const kept = new Set(after.map(({ name }) => name));
  return [...lines, ...before.filter(({ name }) => !kept.has(name)).map(({ name }) => `${name}: ${kind} removed`)];
}

function diffNames(what: string, before: readonly string[], after: readonly string[]): readonly string[] {
  const named = (names: readonly string[]): readonly Named[] => names.map((name) => ({ name }));
  return diffNamed(what, named(before), named(after), () => []);
}

function diffMessages(before: readonly ProtoMessage[], after: readonly ProtoMessage[]): readonly string[] {
  return diffNamed('message', before, after, (old, now) => [
    ...diffFields(old, now),
    ...changed(now.name, 'reserved', reservedText(old), reservedText(now)),
    ...diffMessages(old.messages, now.messages),
    ...diffEnums(old.enums, now.enums),
  ]);
}

function diffFields(before: ProtoMessage, after: ProtoMessage): readonly string[] {
  const old = new Map(before.fields.map((field) => [field.number, field]));
  const lines = after.fields.flatMap((field) => {
    const path = below(after.name, field.name);
    const match = old.get(field.number);
    if (!match) return [`${path}: added, ${fieldText(field)} = ${field.number}`];
    return [
      ...(match.name === field.name ? [] : [`${path}: renamed from ${match.name}`]),
      ...changed(path, 'type', fieldText(match), fieldText(field)),
      ...changed(path, 'presence', presenceText(match), presenceText(field)),
      ...changed(path, 'oneof', match.oneof ?? 'none', field.oneof ?? 'none'),
    ];
  });
  const kept = new Set(after.fields.map(({ number }) => number));
  const removed = before.fields.filter(({ number }) => !kept.has(number));
  return [
    ...lines,
    ...removed.map((field) => `${below(after.name, field.name)}: removed, was ${fieldText(field)} = ${field.number}`),
  ];
}

function presenceText({ shape, presence }: ProtoField): string {
  return shape === 'single' ? presence : 'explicit';
}

function reservedText({ reserved: { ranges, names } }: ProtoMessage): string {
  const numbers = ranges.map(({ from, to }) => (from === to ? String(from) : `${from} to ${to}`));
  return [...numbers, ...names].join(', ') || 'none';
}

function diffEnums(before: readonly ProtoEnum[], after: readonly ProtoEnum[]): readonly string[] {
  return diffNamed('enum', before, after, (old, now) => {
    const values = (of: ProtoEnum): readonly string[] =>
      [...of.values].map(([name, number]) => `${of.name}.${name} = ${number}`);
    return diffNames('value', values(old), values(now));
  });
}

function diffServices(before: ProtoFile, after: ProtoFile): readonly string[] {
  return diffNamed('service', before.services, after.services, (old, now) => {
    const methods = (of: ProtoService): readonly string[] =>
      [...of.methods].map(([name, signature]) => `${of.name}.${name}${signature}`);
    return diffNames('rpc', methods(old), methods(now));
  });
}

function changed(path: string, what: string, before: string, after: string): readonly string[] {
  if (before === after) return [];
  return [path === '' ? `${what} ${before} → ${after}` : `${path}: ${what} ${before} → ${after}`];
}
