import pipeline from '../../pipelines/word-count/pipeline.ts';
import { records } from '../../pipelines/word-count/source.ts';
import type { ResultRow } from '../../src/client/index.ts';
import { wordCount } from '../verifier/word-count.ts';
import { verify } from '../verifier.ts';
import { count } from '../view/format.ts';
import type { Demo } from './demo.ts';

const SHOWN_WORDS = 8;
/** In short ones the text's subject does not show. */
const LONG_WORD = 6;

export default {
  pipeline,
  records,
  verify: (evidence) => verify(wordCount, evidence),
  highlights: {
    title: 'Long words said most in one minute',
    aggregation: 'wordsByMinute',
    columns: {
      minute: ({ windowStartMs }) => clock(windowStartMs),
      word: ({ key }) => key,
      count: ({ measures }) => count(measures.count),
    },
    weight: ({ key, n }) => (key.length < LONG_WORD ? 0 : n),
  },
  ticker: {
    aggregation: 'wordsByMinute',
    lineOf: (windowStartMs, rows) => {
      const most = rows.toSorted((a, b) => b.n - a.n || (a.key < b.key ? -1 : 1)).slice(0, SHOWN_WORDS);
      return `${clock(windowStartMs)}  ${most.map(word).join('  ')}`;
    },
  },
} satisfies Demo;

function word({ key, n }: ResultRow): string {
  return `${key} ${count(n)}`;
}

/** Hours and minutes: event time counts lines, a line a second. */
function clock(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(11, 16);
}
