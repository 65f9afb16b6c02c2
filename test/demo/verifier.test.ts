import { describe, expect, it } from 'vitest';
import type { Evidence, ResultRow, StreamRecord } from '../../demo/verifier/evidence.ts';
import { verify } from '../../demo/verifier.ts';
import { evidence, text, thermometers } from './verifier-support.ts';

const [firstRow, ...otherRows] = evidence.results;
const [firstLate, ...otherLate] = evidence.late;
const [firstShard, ...otherShards] = evidence.stream;
const [rejected] = evidence.rejected;
if (!firstRow || !firstLate || !firstShard || !rejected) throw new Error('the example lacks a part');

describe('a right run', () => {
  it('is verified', () => {
    const verdict = verify(thermometers, evidence);
    expect(verdict.problems).toEqual([]);
    expect(verdict).toMatchObject({
      verified: true,
      accepted: 9,
      rejected: 1,
      ignored: 1,
      tooLate: 2,
      results: 3,
      contributions: 6,
      corrections: 1,
      byVersion: { 'reading v1': 6, 'reading v2': 3 },
    });
  });

  it('may hold a queue message twice', () => {
    const twice = { ...evidence, late: [...evidence.late, firstLate], rejected: [rejected, rejected] };
    expect(verify(thermometers, twice).problems).toEqual([]);
  });

  it('need not have corrected anything after it was killed and taken up again', () => {
    const results = evidence.results.map((row) => ({ ...row, revision: 1 }));
    expect(verify(thermometers, { ...evidence, results, interrupted: true }).problems).toEqual([]);
  });

  it('may hold a sent record twice in the stream, which then counts twice', () => {
    const again: StreamRecord = {
      partitionKey: 'house',
      data: text(19_000, 'cellar', 8),
      sequenceNumber: '2',
      arrivalMs: 100_000,
    };
    const stream = evidence.stream.map((shard) =>
      shard === firstShard ? shard : { ...shard, records: [...shard.records, again] },
    );
    const verdict = verify(thermometers, { ...evidence, stream });
    expect(verdict.problems.join('\n')).toContain('result over the wrong number of events');
    expect(verdict.problems.join('\n')).not.toContain('never sent');
  });
});

describe('a wrong run is found out when', () => {
  const withRow = (change: Partial<ResultRow>): Partial<Evidence> => ({
    results: [{ ...firstRow, ...change }, ...otherRows],
  });
  const withMeasure = (name: string, value: number | string): Partial<Evidence> =>
    withRow({ measures: { ...firstRow.measures, [name]: value } });
  const withoutRecord = (index: number): Partial<Evidence> => ({
    stream: [{ ...firstShard, records: firstShard.records.filter((_, at) => at !== index) }, ...otherShards],
  });
  const aggregations = { bySensor: { counted: 6, filtered: 1, tooLate: 2 } };

  const broken: [string, Partial<Evidence>, RegExp][] = [
    ['a result is missing', { results: otherRows }, /^1 × missing result: bySensor 1970-01-01T00:00:00.000Z attic$/],
    ['an event is counted twice', withRow({ n: 4 }), /wrong number of events: .* attic: 4, not 3/],
    ['a sum is off by one event', withMeasure('readings', 4), /wrong value: .* readings: 4, not 3/],
    ['a mean is off in the last digits', withMeasure('mean', 22.000000001), /wrong value/],
    ['a measure is text, not a number', withMeasure('readings', '3'), /wrong value/],
    ['a measure nobody declared is there', withMeasure('coldest', 1), /coldest: 1, not nothing/],
    ['a measure is missing', withRow({ measures: { readings: 3, warmest: 24 } }), /mean: nothing, not 22/],
    ['a result is there twice', { results: [firstRow, ...evidence.results] }, /result twice/],
    [
      'a result of nothing is there',
      { results: [...evidence.results, { ...firstRow, key: 'roof' }] },
      /should not be there/,
    ],
    ['a row was rewritten more often than it has events', withRow({ revision: 4 }), /impossible revision/],
    ['nothing was ever corrected', withRow({ revision: 1 }), /without a correction/],
    ['a late record is lost', { late: otherLate }, /missing in the late queue: shardId-000000000000 6/],
    [
      'a counted record is in the late queue',
      { late: [...evidence.late, { ...firstLate, sequenceNumber: '0' }] },
      /late queue that should not be there/,
    ],
    ['a late record is cut short', { late: [{ ...firstLate, data: '{' }, ...otherLate] }, /late queue with other data/],
    ['a late message names another window', { late: [{ ...firstLate, windows: [] }, ...otherLate] }, /wrong windows/],
    ['a rejected record is lost', { rejected: [] }, /missing in the dead-letter queue: shardId-000000000000 7/],
    [
      'a good record is rejected',
      { rejected: [rejected, { ...rejected, sequenceNumber: '0' }] },
      /dead-letter queue that should not/,
    ],
    ['a sent record is not in the stream', withoutRecord(0), /sent record missing in the stream/],
    ['the stream holds a stranger', { sent: evidence.sent.slice(1) }, /never sent/],
    ['the books do not add up', { counts: { ...evidence.counts, read: 14 } }, /unaccounted for: read 14/],
    [
      'the books count an event too many',
      { counts: { ...evidence.counts, accepted: 10, duplicate: 1 } },
      /accepted 10, not 9/,
    ],
    [
      'the books hide a too-late event among the filtered',
      {
        counts: {
          ...evidence.counts,
          aggregations: { bySensor: { ...aggregations.bySensor, filtered: 2, tooLate: 1 } },
        },
      },
      /bySensor: too late 1, not 2/,
    ],
    [
      'the books know nothing of an aggregation',
      { counts: { ...evidence.counts, aggregations: {} } },
      /bySensor: counted 0, not 6/,
    ],
  ];

  it.each(broken)('%s', (_, change, problem) => {
    const verdict = verify(thermometers, { ...evidence, ...change });
    expect(verdict.verified).toBe(false);
    expect(verdict.problems).toContainEqual(expect.stringMatching(problem));
  });

  it('tells a few examples of many', () => {
    const rows = Array.from({ length: 10 }, (_, index) => ({ ...firstRow, key: `ghost-${index}` }));
    const { problems } = verify(thermometers, { ...evidence, results: [...evidence.results, ...rows] });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^10 × result that should not be there: .*ghost-0; .*ghost-1; .*ghost-2; …$/);
  });
});

describe('the rules of time', () => {
  it('call an event from beyond the future bound rejected', () => {
    const rules = { ...thermometers, futureBoundMs: -85_000 };
    // Arrived at 100 s, so event times beyond 15 s are from the future.
    expect(verify(rules, evidence)).toMatchObject({ rejected: 4, accepted: 6 });
  });

  it('judge lateness by what the shard has seen before the event, not by the event itself', () => {
    const alone = { ...evidence, stream: [{ ...firstShard, records: firstShard.records.slice(0, 1) }] };
    expect(verify(thermometers, alone)).toMatchObject({ tooLate: 0, results: 1 });
  });
});
