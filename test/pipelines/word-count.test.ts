import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import pipeline from '../../pipelines/word-count/pipeline.ts';
import { count, records } from '../../pipelines/word-count/source.ts';
import { collect, countsOf, runLane } from './support.ts';

const line = (lineNumber: number, text: string) => JSON.stringify({ lineNumber, text });

describe('the word-count pipeline', () => {
  it('counts each word of each line, as often as it is said, by minutes of 60 lines', () => {
    const { results } = runLane(pipeline, [
      line(58, "The Rays of Light: _the_ Sun's Rays."),
      line(59, ''),
      line(60, 'Light, ÆTHER—and light'),
    ]);
    expect(results).toEqual({
      'wordsByMinute 1970-01-01T00:00 the': { count: 2 },
      'wordsByMinute 1970-01-01T00:00 rays': { count: 2 },
      'wordsByMinute 1970-01-01T00:00 of': { count: 1 },
      'wordsByMinute 1970-01-01T00:00 light': { count: 1 },
      "wordsByMinute 1970-01-01T00:00 sun's": { count: 1 },
      'wordsByMinute 1970-01-01T00:01 light': { count: 2 },
      'wordsByMinute 1970-01-01T00:01 æther': { count: 1 },
      'wordsByMinute 1970-01-01T00:01 and': { count: 1 },
    });
  });

  it('is short to write', () => {
    const source = readFileSync(new URL('../../pipelines/word-count/pipeline.ts', import.meta.url), 'utf8');
    expect(source.split('\n').length).toBeLessThanOrEqual(30);
  });

  it('measures the length of a text in characters, not in halves of them', () => {
    const { counts } = runLane(pipeline, [line(1, '𝄞'.repeat(1_000)), line(2, '𝄞'.repeat(1_001))]);
    expect(counts).toMatchObject({ accepted: 1, rejected: 1 });
  });
});

describe('the text', () => {
  it('is sent line by line, all of it valid and on time', async () => {
    const sent = await collect(records());
    expect(sent).toHaveLength(2_429);
    expect(await count()).toBe(2_429);
    expect(JSON.parse(sent[0]?.data ?? '')).toEqual({ lineNumber: 1, text: 'THE FIRST BOOK OF OPTICKS' });
    expect(sent.map((record) => record.eventTimeMs)).toEqual(sent.map((_record, index) => (index + 1) * 1_000));
    const { accepted, aggregations } = countsOf(pipeline, sent, 4);
    expect({ accepted, tooLate: aggregations.wordsByMinute?.tooLate }).toEqual({ accepted: 2_429, tooLate: 0 });
  });
});
