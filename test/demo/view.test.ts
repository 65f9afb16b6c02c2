import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { describeInjections, missingKinds } from '../../demo/faults.ts';
import { reportOf } from '../../demo/report.ts';
import { verify } from '../../demo/verifier.ts';
import { accountingLines, versionsLine } from '../../demo/view/accounting.ts';
import { instant } from '../../demo/view/format.ts';
import { verdictLines } from '../../demo/view/verdict-lines.ts';
import { evidence, thermometers } from './verifier-support.ts';

const plain = (lines: readonly string[]) => lines.map((line) => stripVTControlCharacters(line).trimEnd());

const input = {
  pipeline: 'thermometers',
  evidence,
  verdict: verify(thermometers, evidence),
  writeUnits: { state: 10, progress: 4, marks: 3, results: 5, total: 22 },
  injections: undefined,
  alarms: [],
  seconds: 12.345,
};

describe('the report', () => {
  it('tells what came out, and what it cost', () => {
    expect(reportOf(input)).toEqual({
      verified: true,
      problems: [],
      pipeline: 'thermometers',
      events: 11,
      accepted: 9,
      rejected: 1,
      ignored: 1,
      byVersion: { 'reading v1': 6, 'reading v2': 3 },
      tooLate: 2,
      results: 3,
      corrections: 1,
      writeUnits: input.writeUnits,
      writeUnitsPer1000Events: 2_000,
      oneUpdatePerEventUnits: 6,
      alarms: [],
      seconds: 12.3,
    });
  });

  it('tells no cost of a run whose first part another process did', () => {
    const resumed = reportOf({ ...input, writeUnits: null });
    expect(resumed).toMatchObject({ writeUnits: null, writeUnitsPer1000Events: null });
    expect(plain(verdictLines(resumed)).join()).not.toContain('write units');
  });

  it('reads well', () => {
    expect(plain(verdictLines(reportOf(input)))).toEqual([
      '  ✔ verified in 12.3 s: code that shares nothing with the pipeline recomputed all of it',
      '    3 results exact, 1 correction by late events, and 2 records too late and 1 record rejected found whole in their queues',
      '    2,000 DynamoDB write units per 1,000 events; one update per event and key would take 545',
      '    22 in all: 10 state, 4 progress, 3 marks, 5 results',
    ]);
  });

  it('names each problem where there are any', () => {
    const verdict = verify(thermometers, { ...evidence, rejected: [], results: evidence.results.slice(1) });
    const lines = plain(verdictLines(reportOf({ ...input, verdict })));
    expect(lines.filter((line) => line.startsWith('  ✘'))).toHaveLength(verdict.problems.length);
    expect(lines.join()).not.toContain('✔');
  });
});

describe('the accounting', () => {
  it('shows both equations', () => {
    expect(plain(accountingLines(13, evidence.counts))).toEqual([
      '    sent      13 = 9 accepted + 2 duplicate + 1 rejected + 1 ignored + 0 in flight',
      '    bySensor  9 = 6 counted + 1 filtered + 2 too late',
    ]);
  });

  it('tells the schema versions that events were written under', () => {
    expect(plain([versionsLine({ 'reading v1': 6_000, 'reading v2': 3 })])).toEqual([
      '    schema versions in use: 6,000 reading v1, 3 reading v2',
    ]);
  });

  it('shows an equation that does not come out', () => {
    const aggregations = { bySensor: { counted: 5, filtered: 1, tooLate: 2 } };
    expect(plain(accountingLines(13, { ...evidence.counts, aggregations }))[1]).toContain('9 ≠ 5 counted');
  });
});

describe('faults', () => {
  const injected = { killedDuring: 1, killedAfter: 2, batchesRedelivered: 3, delayed: 4, duplicated: 5 };
  const all = { ...injected, redelivered: 6, lost: 7, shuffled: 8, shardsSplit: 1 };

  it('are told by kind', () => {
    expect(missingKinds(all)).toEqual([]);
    expect(describeInjections(all)[0]).toBe('1 functions killed at work');
  });

  it('that never happened are found out, whether counted as none or not at all', () => {
    expect(missingKinds({ ...all, lost: 0 })).toEqual(['lost']);
    expect(missingKinds(injected)).toEqual(['redelivered', 'lost', 'shuffled', 'shardsSplit']);
  });

  it('of a kind that the demo has no words for are not passed over', () => {
    expect(() => describeInjections({ ...all, eclipse: 1 })).toThrow(/"eclipse"/);
  });
});

describe('an instant', () => {
  it.each([
    [null, '–'],
    [Date.UTC(2001, 0, 1, 5), '2001-01-01 05:00'],
    [Date.UTC(2001, 0, 1, 5, 0, 7), '2001-01-01 05:00:07'],
  ])('%s reads %s', (timeMs, text) => {
    expect(instant(timeMs)).toBe(text);
  });
});
