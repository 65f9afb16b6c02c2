import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import pipeline, { line as lineType } from '../../pipelines/word-count/pipeline.ts';
import { count, records } from '../../pipelines/word-count/source.ts';
import { collect, countsOf, encoded, evaluator, runLane } from './support.ts';

const line = (lineNumber: number, text: string) => ({ type: lineType, event: { lineNumber, text } });

describe('the word-count pipeline', () => {
  it('counts each word of each line, as often as it is said, by minutes of 60 lines', async () => {
    const sent = await encoded(pipeline, [
      line(58, "The Rays of Light: _the_ Sun's Rays."),
      line(59, ''),
      line(60, 'Light, ÆTHER—and light'),
    ]);
    const { results } = runLane(pipeline, sent);
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

  it('takes a line of 1,000 characters, however many bytes or halves they are, and no longer one', async () => {
    const lengthened = (record: Uint8Array) =>
      Buffer.from(Buffer.from(record).toString('latin1').replace('x', 'xx'), 'latin1');
    const longest = line(1, `${'𝄞'.repeat(999)}x`);
    const sent = await encoded(pipeline, [longest, { ...longest, damage: lengthened }]);
    expect(sent.map(evaluator(pipeline))).toMatchObject([
      { kind: 'event' },
      { rejection: { reason: 'INVALID_EVENT' } },
    ]);
  });

  it('rejects a line without the header of the registry', async () => {
    const sent = await encoded(pipeline, [{ ...line(1, 'Light'), damage: (record) => record.slice(18) }]);
    expect(sent.map(evaluator(pipeline))).toMatchObject([{ rejection: { reason: 'UNDECODABLE' } }]);
  });
});

describe('the text', () => {
  it('is sent line by line, all of it valid and on time', async () => {
    const lines = await collect(records());
    expect(lines).toHaveLength(2_429);
    expect(await count()).toBe(2_429);
    expect(lines[0]).toMatchObject({ event: { lineNumber: 1, text: 'THE FIRST BOOK OF OPTICKS' } });
    const { accepted, aggregations } = countsOf(pipeline, await encoded(pipeline, lines), 4);
    expect({ accepted, tooLate: aggregations.wordsByMinute?.tooLate }).toEqual({ accepted: 2_429, tooLate: 0 });
  });
});
