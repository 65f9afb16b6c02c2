import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseTranscript } from './transcript/parse.ts';
import { runTranscript } from './transcript/run.ts';

const folder = new URL('./transcripts/', import.meta.url);
const load = (from: URL) =>
  readdirSync(from)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => ({ name, transcript: parseTranscript(readFileSync(new URL(name, from), 'utf8')) }));

describe('transcripts', () => {
  it.each(load(folder).map(({ name, transcript }) => [name, transcript.title, transcript] as const))(
    '%s: %s',
    (_name, _title, transcript) => {
      expect(transcript.failsWith).toBe(undefined);
      runTranscript(transcript);
    },
  );
});

describe('transcripts that are wrong on purpose', () => {
  it.each(
    load(new URL('must-fail/', folder)).map(({ name, transcript }) => [name, transcript.title, transcript] as const),
  )('%s: %s', (_name, _title, transcript) => {
    expect(transcript.failsWith).toBeDefined();
    expect(() => runTranscript(transcript)).toThrow(transcript.failsWith);
  });
});

describe('a transcript that is no transcript', () => {
  it.each([
    ['', 'the transcript is empty'],
    ['Title\n  red', 'line 2: stands before any section: red'],
    ['Title\nbatches of lane A', 'line 2: no such section: batches of lane A'],
    ['Title\ngiven\n  tea', 'line 3: no such setting: tea'],
    ['Title\ngiven\n  out of order by up to 5 fortnights', 'no such duration: 5 fortnights'],
    ['Title\nbatch of lane A\n  1  10:00:00  red', 'line 3: no such record: 1  10:00:00  red'],
    ['Title\nbatch of lane A\n  1  25:00:00  red -> counted', 'no such time: 25:00:00'],
    ['Title\nwindows of clicks\n  10:00:00 red', 'line 3: no such row: 10:00:00 red'],
    ['Title\nexpect\n  the watermark', 'line 3: no such fact: the watermark'],
  ])('%j is refused', (source, message) => {
    expect(() => parseTranscript(source)).toThrow(message);
  });
});
