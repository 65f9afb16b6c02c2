import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultKind } from './faults.ts';
import { type RunReport, run } from './run.ts';

const SEED = 7;

function faultsOf({ injections }: RunReport): readonly FaultKind[] {
  return FAULT_KINDS.filter((kind) => injections.has(kind));
}

describe('a run', () => {
  it('is another for each salt, of the same scenario', async () => {
    const [plain, salted, again] = [await run(SEED), await run(SEED, { salt: 1 }), await run(SEED, { salt: 1 })];
    expect(salted.traceHash).not.toBe(plain.traceHash);
    expect(salted.traceHash).toBe(again.traceHash);
    expect(salted.events).toBe(plain.events);
  });

  it('has no other faults than those that are kept', async () => {
    const plain = await run(SEED);
    const [first, second, ...others] = faultsOf(plain);
    if (!first || !second) throw new Error('the seed has too few faults to leave some out');
    expect(others.length).toBeGreaterThan(0);
    const { injections, violation } = await run(SEED, { keep: { faults: [first, second] } });
    expect(faultsOf({ ...plain, injections }).filter((kind) => kind !== first && kind !== second)).toEqual([]);
    expect(violation).toBeNull();
  });

  it('is the same where the faults that are left out do not happen', async () => {
    const plain = await run(SEED);
    expect((await run(SEED, { keep: { faults: faultsOf(plain) } })).traceHash).toBe(plain.traceHash);
  });

  it('has no faults after the last turn for them, and the same ones before', async () => {
    const [plain, calm, short] = [
      await run(SEED),
      await run(SEED, { keep: { untilTurn: 0 } }),
      await run(SEED, { keep: { untilTurn: 50 } }),
    ];
    expect(faultsOf(calm)).toEqual([]);
    const end = short.trace.findIndex((line) => line.endsWith('NO MORE FAULTS'));
    expect(end).toBeGreaterThan(10);
    expect(short.trace.slice(0, end)).toEqual(plain.trace.slice(0, end));
    expect(short.traceHash).not.toBe(plain.traceHash);
  });

  it('tells its trace only where it is wanted, and is the same otherwise', async () => {
    const { trace, traceHash, ...told } = await run(SEED);
    const { trace: none, traceHash: ofNone, ...untold } = await run(SEED, { isTraced: false });
    expect(trace.length).toBeGreaterThan(100);
    expect(none).toEqual([]);
    expect(ofNone).not.toBe(traceHash);
    expect(untold).toEqual(told);
  });

  it('has the records that are kept', async () => {
    expect((await run(SEED, { keep: { records: [] } })).events).toBe(0);
    expect((await run(SEED, { keep: { records: [0, 1] } })).events).toBeGreaterThan(0);
  });
});
