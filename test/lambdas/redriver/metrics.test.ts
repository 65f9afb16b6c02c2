import { describe, expect, it } from 'vitest';
import { minutes } from '../../../src/engine/time.ts';
import { packedRecord } from '../../support/packed-sales.ts';
import { saleRecord } from '../../support/sales.ts';
import { makeRedriverTest, type RedriverTest } from './redriver-setup.ts';

/** What the redriver's lines say together. */
function told({ telemetry }: RedriverTest): { readonly redriven: number; readonly failed: number } {
  const lines = telemetry.takeLines();
  const sum = (name: 'EventsRedriven' | 'LettersFailed') =>
    lines.reduce((total, { values }) => total + (values[name] ?? 0), 0);
  return { redriven: sum('EventsRedriven'), failed: sum('LettersFailed') };
}

describe('the redriver tells', () => {
  it('of letters that it tried in vain, and of events that it decided and did', async () => {
    const test = makeRedriverTest();
    const rejecting = { rejects: ['ash'] };
    await test.process(rejecting, saleRecord(11), saleRecord(12));
    await test.start(rejecting).work();
    expect(told(test)).toEqual({ redriven: 0, failed: 2 });
    test.pass(minutes(10));
    await test.start().work();
    expect(told(test)).toEqual({ redriven: 2, failed: 0 });
  });

  it('of each event once, however often its letter comes by', async () => {
    const test = makeRedriverTest();
    await test.reject(packedRecord(11, [{ at: 1 }, { at: 2 }, { isBroken: true }]), 'UNDELIVERABLE');
    const { deps } = test;
    const redriver = test.start();
    deps.fail('amendRedrive', 'request lost');
    await redriver.work();
    const first = told(test);
    expect(first).toEqual({ redriven: 2, failed: 1 });
    test.pass(minutes(10));
    await redriver.work();
    expect(told(test)).toEqual({ redriven: 0, failed: 1 });
  });

  it('of duplicates too', async () => {
    const test = makeRedriverTest({ dedupe: { horizonMs: minutes(10) } });
    await test.process({}, saleRecord(10, { id: 'a' }));
    await test.process({ rejects: ['ash'] }, saleRecord(11, { id: 'b' }));
    await test.reject(saleRecord(12, { id: 'a' }), 'UNDELIVERABLE');
    await test.start().work();
    expect(told(test)).toEqual({ redriven: 2, failed: 0 });
  });
});
