import type { Reading, Rules } from './rules.ts';

interface Line {
  readonly lineNumber: number;
  readonly text: string;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

export const wordCount: Rules<Line> = {
  outOfOrdernessMs: 10 * SECOND_MS,
  futureBoundMs: 0,
  read,
  aggregations: [
    {
      name: 'wordsByMinute',
      windowMs: MINUTE_MS,
      allowedLatenessMs: MINUTE_MS,
      keys: ({ text }) => wordsOf(text),
      measures: { count: (lines) => lines.length },
    },
  ],
  // Lines come in order, so nothing needs to be corrected.
  expectsCorrections: false,
};

/** Letters, with single apostrophes inside; everything else parts words. */
function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/''+|[^\p{L}']+/u)
    .map((piece) => piece.replace(/^'|'$/g, ''))
    .filter((word) => word !== '');
}

/** Line 1 is at second 1. Every record of this text is a line. */
function read(payload: Uint8Array): Reading<Line> {
  const line: Line = JSON.parse(new TextDecoder().decode(payload));
  return { kind: 'event', event: line, eventTimeMs: line.lineNumber * SECOND_MS };
}
