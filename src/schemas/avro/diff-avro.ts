import { quoted } from '../unsound.ts';
import { below } from '../wording.ts';
import {
  type AvroEnum,
  type AvroField,
  type AvroRecord,
  type AvroType,
  isNamed,
  shortName,
  typeText,
} from './avro-type.ts';
import { parseAvro } from './parse-avro.ts';
import { RecordPairs } from './record-pairs.ts';

/** What changed from one schema to the next, one line each. */
export function diffAvro(before: string, after: string): readonly string[] {
  return new Diff().types(parseAvro(before), parseAvro(after), '');
}

class Diff {
  readonly #seen = new RecordPairs<true>();

  types(before: AvroType, after: AvroType, path: string): readonly string[] {
    if (before.kind === 'array' && after.kind === 'array') return this.types(before.items, after.items, `${path}[]`);
    if (before.kind === 'map' && after.kind === 'map') return this.types(before.values, after.values, `${path}{}`);
    if (before.kind === 'union' && after.kind === 'union') {
      const inner = after.branches.flatMap((branch) => {
        const same = isNamed(branch)
          ? before.branches.find((old) => isNamed(old) && old.name === branch.name)
          : undefined;
        return same ? this.types(same, branch, path) : [];
      });
      return [...changed(path, 'type', typeText(before), typeText(after)), ...inner];
    }
    if (!isNamed(before) || !isNamed(after) || before.kind !== after.kind) {
      return changed(path, 'type', typeText(before), typeText(after));
    }
    const named = [
      ...changed(path, `${after.kind} name`, before.name, after.name),
      ...changed(path, 'aliases', listText(before.aliases), listText(after.aliases)),
    ];
    if (before.kind === 'record' && after.kind === 'record') return [...named, ...this.#records(before, after, path)];
    if (before.kind === 'enum' && after.kind === 'enum') return [...named, ...enums(before, after, path)];
    return shortName(before.name) === shortName(after.name)
      ? [...named, ...changed(path, 'type', typeText(before), typeText(after))]
      : named;
  }

  #records(before: AvroRecord, after: AvroRecord, path: string): readonly string[] {
    if (this.#seen.get(before, after)) return [];
    this.#seen.set(before, after, true);
    const old = new Map(before.fields.map((field) => [field.name, field]));
    const renamed = new Set<string>();
    const lines = after.fields.flatMap((field) => {
      const place = below(path, field.name);
      const same = old.get(field.name);
      const alias = field.aliases.find((name) => old.has(name));
      const match = same ?? (alias === undefined ? undefined : old.get(alias));
      if (!match) return [`${place}: added, ${fieldText(field)}`];
      renamed.add(match.name);
      return [...(same ? [] : [`${place}: renamed from ${match.name}`]), ...this.#fields(match, field, place)];
    });
    const removed = before.fields.filter(({ name }) => !renamed.has(name));
    return [...lines, ...removed.map((field) => `${below(path, field.name)}: removed, was ${fieldText(field)}`)];
  }

  #fields(before: AvroField, after: AvroField, path: string): readonly string[] {
    return [
      ...this.types(before.type, after.type, path),
      ...changed(path, 'default', defaultText(before), defaultText(after)),
      ...changed(path, 'aliases', listText(before.aliases), listText(after.aliases)),
      ...changed(path, 'doc', quoted(before.doc), quoted(after.doc)),
    ];
  }
}

function enums(before: AvroEnum, after: AvroEnum, path: string): readonly string[] {
  const added = after.symbols.filter((symbol) => !before.symbols.includes(symbol));
  const removed = before.symbols.filter((symbol) => !after.symbols.includes(symbol));
  const isMoved = added.length + removed.length === 0 && before.symbols.join() !== after.symbols.join();
  return [
    ...added.map((symbol) => lineOf(path, `symbol ${symbol} added`)),
    ...removed.map((symbol) => lineOf(path, `symbol ${symbol} removed`)),
    ...(isMoved ? [lineOf(path, 'symbols in another order')] : []),
    ...changed(path, 'default symbol', before.defaultSymbol ?? 'none', after.defaultSymbol ?? 'none'),
  ];
}

function changed(path: string, what: string, before: string, after: string): readonly string[] {
  return before === after ? [] : [lineOf(path, `${what} ${before} → ${after}`)];
}

function lineOf(path: string, text: string): string {
  return path === '' ? text : `${path}: ${text}`;
}

function fieldText(field: AvroField): string {
  return field.defaultValue === undefined
    ? typeText(field.type)
    : `${typeText(field.type)}, default ${defaultText(field)}`;
}

function defaultText({ defaultValue }: AvroField): string {
  return defaultValue === undefined ? 'none' : quoted(defaultValue);
}

function listText(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
