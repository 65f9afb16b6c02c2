import { parseDuration, parseTime } from './times.ts';

/** A transcript: what it shows, and what happens in it, in order. */
export interface Transcript {
  readonly title: string;
  readonly steps: readonly Step[];
  /** For a transcript that must fail: what the failure says. */
  readonly failsWith: string | undefined;
}

export type Step =
  | { readonly kind: 'given'; readonly settings: readonly Setting[] }
  | { readonly kind: 'batch'; readonly lane: string; readonly dies: string; readonly records: readonly RecordLine[] }
  | { readonly kind: 'windows'; readonly line: number; readonly aggregation: string; readonly rows: readonly string[] }
  | { readonly kind: 'expect'; readonly facts: readonly Fact[] };

export type Setting =
  | { readonly kind: 'day'; readonly day: string }
  | { readonly kind: 'outOfOrderness' | 'futureBound'; readonly ms: number }
  | {
      readonly kind: 'aggregation';
      readonly name: string;
      readonly sizeMs: number;
      readonly offsetMs: number;
      readonly latenessMs: number;
      readonly takesSpam: boolean;
    };

export interface RecordLine {
  readonly line: number;
  readonly number: number;
  readonly timeMs: number;
  /** Keys, or a word in parentheses for a record that is no plain event. */
  readonly what: string;
  readonly arrivalMs: number;
  readonly outcome: string;
}

export interface Fact {
  readonly line: number;
  /** The day that a time without a date is on. */
  readonly day: string;
  readonly subject: string;
  readonly value: string;
}

interface Line {
  readonly line: number;
  readonly text: string;
}

/** Reads a transcript (see transcripts/README.md). Throws with the line that it does not understand. */
export function parseTranscript(source: string): Transcript {
  const lines = source
    .split('\n')
    .map((text, index): Line => ({ line: index + 1, text: text.replace(/\s+#.*$|^#.*$/, '').trimEnd() }))
    .filter(({ text }) => text.trim() !== '');
  const [title, ...rest] = lines;
  if (!title) throw new Error('the transcript is empty');
  const steps: Step[] = [];
  let day = '2026-03-01';
  let failsWith: string | undefined;
  for (const { head, body } of sections(rest)) {
    if (head.text === 'fails with') failsWith = body.map(({ text }) => text.trim()).join(' ');
    else {
      const step = parseSection(head, body, day);
      steps.push(step);
      if (step.kind === 'given') day = step.settings.findLast((setting) => setting.kind === 'day')?.day ?? day;
    }
  }
  return { title: title.text, steps, failsWith };
}

function sections(lines: readonly Line[]): { readonly head: Line; readonly body: Line[] }[] {
  const found: { readonly head: Line; readonly body: Line[] }[] = [];
  for (const line of lines) {
    if (!line.text.startsWith(' ')) found.push({ head: line, body: [] });
    else {
      const open = found.at(-1);
      if (!open) throw new Error(`line ${line.line}: stands before any section: ${line.text.trim()}`);
      open.body.push(line);
    }
  }
  return found;
}

function parseSection(head: Line, body: readonly Line[], day: string): Step {
  if (head.text === 'given') return { kind: 'given', settings: body.map(parseSetting) };
  if (head.text === 'expect') return { kind: 'expect', facts: body.map((line) => parseFact(line, day)) };
  const batch = /^batch of lane (\w+)(?:, dies (.+))?$/.exec(head.text);
  if (batch?.[1]) {
    return {
      kind: 'batch',
      lane: batch[1],
      dies: batch[2] ?? '',
      records: body.flatMap((line) => parseRecord(line, day)).sort((a, b) => a.number - b.number),
    };
  }
  const windows = /^windows of ([\w-]+)$/.exec(head.text);
  if (windows?.[1]) {
    const rows = body.map((line) => parseRow(line, day)).filter((row) => row !== 'none');
    return { kind: 'windows', line: head.line, aggregation: windows[1], rows };
  }
  throw new Error(`line ${head.line}: no such section: ${head.text}`);
}

function parseSetting(line: Line): Setting {
  const text = line.text.trim();
  const day = /^day (\d{4}-\d\d-\d\d)$/.exec(text);
  if (day?.[1]) return { kind: 'day', day: day[1] };
  const disorder = /^out of order by up to (.+)$/.exec(text);
  if (disorder?.[1]) return { kind: 'outOfOrderness', ms: parseDuration(disorder[1]) };
  const future = /^up to (.+) in the future$/.exec(text);
  if (future?.[1]) return { kind: 'futureBound', ms: parseDuration(future[1]) };
  const aggregation = /^([\w-]+): windows of (.+?)(?: starting (.+?) in)?, late by up to (.+?)(, with spam)?$/.exec(
    text,
  );
  const [, name, size, offset, lateness, spam] = aggregation ?? [];
  if (name && size && lateness) {
    return {
      kind: 'aggregation',
      name,
      sizeMs: parseDuration(size),
      offsetMs: offset ? parseDuration(offset) : 0,
      latenessMs: parseDuration(lateness),
      takesSpam: spam !== undefined,
    };
  }
  throw new Error(`line ${line.line}: no such setting: ${text}`);
}

function parseRecord({ line, text }: Line, day: string): RecordLine[] {
  const match =
    /^(\d+)(?:-(\d+)(?:\/(\d+))?)?\s+((?:\d{4}-\d\d-\d\d )?[\d:.]+)\s+(.+?)(?: arriving ([\d:.]+))?\s+->\s+(.+)$/.exec(
      text.trim(),
    );
  const [, first, last, step = '1', time, what, arrival, outcome] = match ?? [];
  if (!first || !time || !what || !outcome) throw new Error(`line ${line}: no such record: ${text.trim()}`);
  const timeMs = parseTime(time, day);
  const arrivalMs = arrival ? parseTime(arrival, day) : timeMs;
  const records: RecordLine[] = [];
  for (let number = Number(first); number <= Number(last ?? first); number += Number(step)) {
    records.push({ line, number, timeMs, what, arrivalMs, outcome });
  }
  return records;
}

function parseRow({ line, text }: Line, day: string): string {
  if (text.trim() === 'none') return 'none';
  const match = /^((?:-?\d{4,6}-\d\d-\d\d )?[\d:.]+)\s+(\S+)\s+(\d+)$/.exec(text.trim());
  const [, time, key, count] = match ?? [];
  if (!time || !key || !count) throw new Error(`line ${line}: no such row: ${text.trim()}`);
  return rowText(parseTime(time, day), key, Number(count));
}

/** One row of a window, in the form in which rows are compared. */
export function rowText(startMs: number, key: string, count: number): string {
  return `${new Date(startMs).toISOString()} ${key} ${count}`;
}

function parseFact({ line, text }: Line, day: string): Fact {
  const [, subject, value] = /^(.+?) (?:is|are) (.+)$/.exec(text.trim()) ?? [];
  if (!subject || !value) throw new Error(`line ${line}: no such fact: ${text.trim()}`);
  return { line, day, subject, value };
}
