import { describe, expect, it } from 'vitest';
import { makeCircuitBreaker } from '../../../lambdas/stream-processor/circuit-breaker.ts';
import type { Evaluated } from '../../../src/engine/evaluate.ts';
import type { RejectReason } from '../../../src/engine/rejection.ts';
import { packedRecord } from '../../support/packed-sales.ts';
import { brokenRecord, saleRecord } from '../../support/sales.ts';
import { makeProcessorTest } from './processor-setup.ts';

const POLICY = { share: 0.5, events: 20 };
const GOOD: Evaluated = { kind: 'event', eventTimeMs: 0, parts: [], claim: undefined };
const IGNORED: Evaluated = { kind: 'ignored' };
const rejectedAs = (reason: RejectReason): Evaluated => ({ kind: 'rejected', rejection: { reason, message: reason } });
const THREW = rejectedAs('USER_CODE_THREW');
const times = (count: number, event: Evaluated): Evaluated[] => new Array<Evaluated>(count).fill(event);

/** Looks at a batch and, where it may, takes it as decided. */
function opens(breaker: ReturnType<typeof makeCircuitBreaker>, batch: readonly Evaluated[]): boolean {
  if (breaker.check(batch, 0)) return true;
  breaker.remember(batch, 0, batch.length);
  return false;
}

describe('the circuit opens', () => {
  it.each<[string, boolean, Evaluated[]]>([
    ['on twenty that throw', true, times(20, THREW)],
    ['not on nineteen', false, times(19, THREW)],
    ['on twenty of forty', true, [...times(20, GOOD), ...times(20, THREW)]],
    ['not on twenty of forty-one', false, [...times(21, GOOD), ...times(20, THREW)]],
    [
      'on twenty of forty, whatever user code never ran on',
      true,
      [
        ...times(20, GOOD),
        ...times(20, THREW),
        ...times(50, IGNORED),
        ...(['UNDECODABLE', 'UNKNOWN_SCHEMA', 'INVALID_EVENT', 'PROCESSOR_CRASHED'] as const).flatMap((reason) =>
          times(50, rejectedAs(reason)),
        ),
      ],
    ],
    [
      'not where most is rejected otherwise for what user code gave',
      false,
      [
        ...times(20, THREW),
        ...(['INVALID_KEY', 'INVALID_MEASURE_VALUE', 'FUTURE_EVENT_TIME'] as const).flatMap((reason) =>
          times(7, rejectedAs(reason)),
        ),
      ],
    ],
    ['not on nothing', false, []],
  ])('%s', (_what, isOpen, batch) => {
    expect(opens(makeCircuitBreaker(POLICY), batch)).toBe(isOpen);
  });

  it('on what is undecided, and says what it was', () => {
    const { check } = makeCircuitBreaker(POLICY);
    const batch = [...times(30, GOOD), ...times(20, THREW), GOOD];
    expect(check(batch, 0)).toBeUndefined();
    expect(check(batch, 30)).toEqual({ threw: 20, ran: 21, message: 'USER_CODE_THREW' });
    expect(check(batch, 31)).toBeUndefined();
  });

  it('on batches of one as well, and stays open when the last comes again', () => {
    const breaker = makeCircuitBreaker(POLICY);
    for (let batch = 1; batch < 20; batch += 1) expect(opens(breaker, [THREW])).toBe(false);
    for (let time = 0; time < 50; time += 1) expect(opens(breaker, [THREW])).toBe(true);
  });

  it('never on a batch in which nothing throws, and closes once enough is sound', () => {
    const breaker = makeCircuitBreaker(POLICY);
    for (let batch = 1; batch < 20; batch += 1) opens(breaker, [THREW]);
    expect(opens(breaker, [THREW])).toBe(true);
    expect(opens(breaker, [GOOD])).toBe(false);
    expect(opens(breaker, [THREW])).toBe(true);
    expect(opens(breaker, times(20, GOOD))).toBe(false);
    expect(opens(breaker, [THREW])).toBe(false);
  });

  it('not because of what a batch not decided has added', () => {
    const { check, remember } = makeCircuitBreaker(POLICY);
    for (let time = 0; time < 50; time += 1) expect(check(times(19, THREW), 0)).toBeUndefined();
    remember(times(19, THREW), 0, 0);
    expect(check([THREW], 0)).toBeUndefined();
    remember(times(19, THREW), 0, 19);
    expect(check([THREW], 0)).toBeDefined();
  });

  it('however much went well long before', () => {
    const breaker = makeCircuitBreaker(POLICY);
    opens(breaker, times(1_000_000, GOOD));
    let batches = 0;
    while (batches < 100 && !opens(breaker, [THREW])) batches += 1;
    expect(batches).toBeGreaterThanOrEqual(19);
    expect(batches).toBeLessThan(100);
  });

  it('not on the share of bad events that a stream has for good', () => {
    const breaker = makeCircuitBreaker(POLICY);
    for (let batch = 0; batch < 10_000; batch += 1) {
      expect(opens(breaker, [batch % 3 === 0 ? THREW : GOOD])).toBe(false);
    }
  });
});

describe('code that throws on most events', () => {
  const bad = (sequenceNumber: number) => saleRecord(sequenceNumber, { shop: 'unheard-of' });
  const FAULTY = { throwsOn: 'unheard-of' };
  const mostlyBad = Array.from({ length: 40 }, (_, index) =>
    index % 4 === 0 ? saleRecord(index + 1) : bad(index + 1),
  );

  it('rejects nothing, decides nothing, and fails the batch from its first record with one line', async () => {
    const { start, progress, deps } = makeProcessorTest();
    const faulty = start(FAULTY);
    expect(await faulty(...mostlyBad)).toEqual(['1']);
    expect(await faulty(...mostlyBad)).toEqual(['1']);
    expect(deps.twins.deadLetters.rejected).toEqual([]);
    expect(await progress()).toMatchObject({ version: 0, decidedThrough: '' });
    const errors = deps.log.lines.filter((line) => line.startsWith('error'));
    expect(errors).toHaveLength(2);
    expect(errors[0]).toBe(
      "error circuit open: the pipeline's code threw on 30 of 40 events; they wait for other code: " +
        "the pipeline's code threw on this event: TypeError: no such shop as unheard-of",
    );
  });

  it('costs no event: code that is mended counts them all', async () => {
    const { start, counted, progress } = makeProcessorTest();
    await start(FAULTY)(...mostlyBad);
    expect(await start()(...mostlyBad)).toEqual([]);
    expect(await counted('by-shop')).toEqual({ ash: 10, 'unheard-of': 30 });
    expect((await progress()).counts).toMatchObject({ read: 40, accepted: 40 });
  });

  it('does what is decided, and waits with the rest', async () => {
    const { start, process, progress, deps, counted } = makeProcessorTest();
    deps.fail('putPartial', 'request lost', 100);
    expect(await process(...mostlyBad.slice(0, 1), brokenRecord(2))).toEqual(['1']);
    deps.mend();
    const again = [...mostlyBad.slice(0, 1), brokenRecord(2), ...mostlyBad.slice(2)];
    expect(await start(FAULTY)(...again)).toEqual(['3']);
    expect(await progress()).toMatchObject({ lastPosition: '0012', counts: { read: 2, accepted: 1, rejected: 1 } });
    expect(new Set(deps.twins.deadLetters.rejected.map(({ position }) => position))).toEqual(new Set(['0012']));
    expect(await start()(...again)).toEqual([]);
    expect(await counted('by-shop')).toEqual({ ash: 10, 'unheard-of': 29 });
  });

  it('waits inside a packed record as well', async () => {
    const { start, process, progress, deps } = makeProcessorTest();
    const events = Array.from({ length: 60 }, (_, index) =>
      index < 25 ? { isBroken: index % 2 === 0, at: 600 } : { shop: 'unheard-of' },
    );
    const packed = packedRecord(1, events);
    // The first stretch is done, the next is not even decided.
    deps.before('writeProgress', async () =>
      deps.before('writeProgress', async () =>
        deps.before('writeProgress', async () => deps.fail('writeProgress', 'throttled')),
      ),
    );
    expect(await process(packed)).toEqual(['1']);
    const { lastPosition } = await progress();
    expect(lastPosition).toMatch(/^0011\/00000\d\d$/);
    const sent = deps.twins.deadLetters.rejected.length;
    expect(await start(FAULTY)(packed)).toEqual(['1']);
    expect((await progress()).lastPosition).toBe(lastPosition);
    expect(deps.twins.deadLetters.rejected).toHaveLength(sent);
    expect(await start()(packed)).toEqual([]);
    expect((await progress()).counts).toMatchObject({ read: 60, rejected: 25, accepted: 35 });
  });

  it('is not suspected for events that are decided', async () => {
    const { start, progress, deps } = makeProcessorTest();
    const records = Array.from({ length: 100 }, (_, index) => (index < 25 ? bad(index + 1) : saleRecord(index + 1)));
    deps.fail('sendRejected', 'request lost');
    expect(await start(FAULTY)(...records)).toEqual(['1']);
    expect((await progress()).decidedThrough).toBe('003100');
    // A batch of these alone would have opened the circuit.
    expect(await start(FAULTY)(...records.slice(0, 30))).toEqual([]);
    expect(deps.log.lines.filter((line) => line.startsWith('error'))).toEqual([]);
    expect(await start(FAULTY)(...records)).toEqual([]);
    expect((await progress()).counts).toMatchObject({ read: 100, accepted: 75, rejected: 25 });
  });

  it('is noticed where it gets one event at a time', async () => {
    const { start, deps, progress } = makeProcessorTest();
    const faulty = start(FAULTY);
    let done = 0;
    while (done < 100 && (await faulty(bad(done + 1))).length === 0) done += 1;
    expect(done).toBe(19);
    expect(deps.twins.deadLetters.rejected).toHaveLength(19);
    expect(await faulty(bad(20))).toEqual(['20']);
    expect((await progress()).counts.read).toBe(19);
    expect(await start()(bad(20))).toEqual([]);
  });

  it('on a few of them has those rejected, as ever', async () => {
    const { start, deps, counted } = makeProcessorTest();
    const records = Array.from({ length: 200 }, (_, index) =>
      index % 5 === 0 ? bad(index + 1) : saleRecord(index + 1),
    );
    expect(await start(FAULTY)(...records)).toEqual([]);
    expect(deps.twins.deadLetters.rejected).toHaveLength(40);
    expect(await counted('by-shop')).toEqual({ ash: 160 });
  });
});
