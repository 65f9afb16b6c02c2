import { type JsonObject, member } from '../json-text.ts';
import { quoted } from '../unsound.ts';
import type { Finding } from '../verdict.ts';
import { fromTo } from '../wording.ts';
import { boundOf, boundText, isWithin } from './bounds.ts';
import { type Inclusion, narrowed, undecided } from './inclusion.ts';
import { numberIn, textIn, type ValueKind } from './node.ts';

type Include = (context: Inclusion, reader: JsonObject, writer: JsonObject, path: string) => readonly Finding[];

/** Numbers: `kinds` are what the writer may write, so that only whole ones are compared where it writes no others. */
export function includeNumbers(
  context: Inclusion,
  reader: JsonObject,
  writer: JsonObject,
  path: string,
  kinds: ReadonlySet<ValueKind>,
): readonly Finding[] {
  const isWhole = !kinds.has('fraction');
  const bounds = (['minimum', 'maximum'] as const).flatMap((end) => {
    const [outer, inner] = [boundOf(reader, end, isWhole), boundOf(writer, end, isWhole)];
    if (isWithin(inner, outer, end)) return [];
    return [narrowed(context, path, 'BOUND_NARROWED', end, boundText(outer), boundText(inner))];
  });
  return [...bounds, ...includeMultiples(context, reader, writer, path, isWhole)];
}

function includeMultiples(
  context: Inclusion,
  reader: JsonObject,
  writer: JsonObject,
  path: string,
  isWhole: boolean,
): readonly Finding[] {
  const [step, written] = [numberIn(reader, 'multipleOf'), numberIn(writer, 'multipleOf')];
  if (step === undefined || step === written || (isWhole && Number.isInteger(1 / step))) return [];
  if (written !== undefined && !(Number.isInteger(step) && Number.isInteger(written))) {
    return [
      undecided(
        path,
        'multipleOf',
        `changed ${fromTo(context.wording, String(step), String(written))}, and fractions are not compared: keep it`,
      ),
    ];
  }
  if (written !== undefined && written % step === 0) return [];
  return [
    narrowed(
      context,
      path,
      'MULTIPLE_CHANGED',
      'multipleOf',
      String(step),
      written === undefined ? 'none' : String(written),
    ),
  ];
}

export const includeTexts: Include = (context, reader, writer, path) => [
  ...includeCounts(context, reader, writer, path, 'Length', 0, Number.POSITIVE_INFINITY),
  ...includePattern(context, reader, writer, path),
];

/** `min…` and `max…` of lengths; what the writer does not say is what is so anyway. */
export function includeCounts(
  context: Inclusion,
  reader: JsonObject,
  writer: JsonObject,
  path: string,
  what: 'Length' | 'Items' | 'Properties',
  atLeast: number,
  atMost: number,
): readonly Finding[] {
  const [min, max] = [`min${what}`, `max${what}`];
  const findings: Finding[] = [];
  const [least, most] = [numberIn(reader, min) ?? 0, numberIn(reader, max) ?? Number.POSITIVE_INFINITY];
  if (least > Math.max(atLeast, numberIn(writer, min) ?? 0)) {
    findings.push(narrowed(context, path, 'BOUND_NARROWED', min, String(least), textOf(writer, min)));
  }
  if (most < Math.min(atMost, numberIn(writer, max) ?? Number.POSITIVE_INFINITY)) {
    findings.push(narrowed(context, path, 'BOUND_NARROWED', max, String(most), textOf(writer, max)));
  }
  return findings;
}

function textOf(schema: JsonObject, name: string): string {
  const value = member(schema, name);
  return value === undefined ? 'none' : String(value);
}

const includePattern: Include = (context, reader, writer, path) => {
  const [expected, written] = [textIn(reader, 'pattern'), textIn(writer, 'pattern')];
  if (expected === undefined || expected === written) return [];
  if (written !== undefined) {
    return [
      undecided(
        path,
        'pattern',
        `changed ${fromTo(context.wording, quoted(expected), quoted(written))}, and patterns are not compared: keep it, or drop it`,
      ),
    ];
  }
  return [narrowed(context, path, 'PATTERN_ADDED', 'pattern', quoted(expected), 'none')];
};

/** Formats are checked, of texts and of numbers. */
export const includeFormat: Include = (context, reader, writer, path) => {
  const [expected, written] = [textIn(reader, 'format'), textIn(writer, 'format')];
  if (expected === undefined || expected === written) return [];
  if (written !== undefined) {
    return [
      undecided(
        path,
        'format',
        `changed ${fromTo(context.wording, quoted(expected), quoted(written))}, and formats are not compared: keep it, or drop it`,
      ),
    ];
  }
  return [narrowed(context, path, 'FORMAT_ADDED', 'format', quoted(expected), 'none')];
};
