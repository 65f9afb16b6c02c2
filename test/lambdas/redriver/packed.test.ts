import { describe, expect, test } from 'vitest';
import { packRecord } from '../../../src/codecs/kpl/pack-record.ts';
import { hours } from '../../../src/engine/index.ts';
import { encodePosition, LAST_IN_RECORD } from '../../../src/engine/position.ts';
import { packedRecord } from '../../support/packed-sales.ts';
import { saleRecord } from '../../support/sales.ts';
import { makeRedriverTest, shortPosition } from './redriver-setup.ts';

const THREE = [{ shop: 'ash' }, { shop: 'oak', at: 1 }, { shop: 'elm', at: 2 }];

describe('an event that came packed with others', () => {
  test('is rejected and redriven by itself', async () => {
    const run = makeRedriverTest();
    await run.process({ rejects: ['oak'] }, packedRecord(1, THREE));
    await run.start().work();
    expect(await run.decisions()).toEqual(['1/0000001 rejected accepted +by-shop@0 +patient@0 done']);
    expect(await run.counted('by-shop')).toEqual({ ash: 1, oak: 1, elm: 1 });
  });

  test('goes to the late queue without them, where its window has expired', async () => {
    const run = makeRedriverTest();
    await run.process({}, saleRecord(9));
    await run.fireThrough(60);
    await run.expireThrough(60);
    await run.reject(packedRecord(1, [{ shop: 'ash' }, { shop: 'oak', at: 70 }], { arrival: 70 }), 'UNDELIVERABLE');
    await run.start().work();
    const [late] = run.deps.twins.deadLetters.tooLate;
    expect(shortPosition(late?.position ?? '')).toBe('1/0000000');
    expect(late?.record.partitionKey).toBe('ash');
    expect(Buffer.from(late?.record.dataBase64 ?? '', 'base64').toString()).toMatch(/^\{"atMs":.*"shop":"ash"/);
    expect(await run.counted('by-shop', 60)).toEqual({ oak: 1 });
  });
});

describe('a packed record that comes back whole', () => {
  test('has each of its events counted in place', async () => {
    const run = makeRedriverTest();
    await run.reject(packedRecord(1, THREE), 'UNDELIVERABLE');
    expect(await run.start().work()).toBe(0);
    expect(await run.decisions()).toEqual([
      '1/0000000 rejected accepted +by-shop@0 +patient@0 done',
      '1/0000001 rejected accepted +by-shop@0 +patient@0 done',
      '1/9999999 rejected accepted +by-shop@0 +patient@0 done',
    ]);
    expect(await run.counted('patient')).toEqual({ all: 3 });
  });

  test('stays in the queue while one of its events is rejected; the others count once', async () => {
    const run = makeRedriverTest();
    await run.reject(packedRecord(1, THREE), 'UNDELIVERABLE');
    const old = run.start({ rejects: ['oak'] });
    expect(await old.work()).toBe(1);
    run.pass(hours(1));
    expect(await old.work()).toBe(1);
    expect(await run.counted('by-shop')).toEqual({ ash: 1, elm: 1 });
    run.pass(hours(1));
    expect(await run.start().work()).toBe(0);
    expect(await run.counted('by-shop')).toEqual({ ash: 1, oak: 1, elm: 1 });
  });

  test('is done where nothing is packed in it', async () => {
    const run = makeRedriverTest();
    await run.reject(packedRecord(1, []), 'UNDELIVERABLE');
    expect(await run.start().work()).toBe(0);
    expect(await run.decisions()).toEqual(['1 rejected ignored done']);
  });

  test('is parted where it packs very many events', async () => {
    const run = makeRedriverTest();
    const many = Array.from({ length: 1_001 }, (_, index) => ({ shop: `shop-${index}` }));
    await run.reject(packedRecord(1, many), 'UNDELIVERABLE');
    await run.start().work();
    expect(run.deps.twins.deadLetters.rejected).toHaveLength(1 + 1_001);
    expect(await run.counted('patient')).toEqual({ all: 1_001 });
  });
});

describe('a packed record that ended the process', () => {
  test('is parted, so that each of its events is tried by itself', async () => {
    const run = makeRedriverTest();
    await run.reject(packedRecord(1, THREE), 'PROCESSOR_CRASHED');
    run.deps.fail('putEventPartial', 'unknown error');
    expect(await run.start().work()).toBe(1);
    const [, ...parts] = run.deps.twins.deadLetters.rejected;
    expect(parts.map(({ position, reason }) => `${shortPosition(position)} ${reason}`)).toEqual([
      '1/0000000 PROCESSOR_CRASHED',
      '1/0000001 PROCESSOR_CRASHED',
      '1/9999999 PROCESSOR_CRASHED',
    ]);
    run.pass(hours(1));
    await run.start().work();
    expect(await run.counted('by-shop')).toEqual({ ash: 1, oak: 1, elm: 1 });
  });

  test('after some of its events were decided, comes back with the others alone', async () => {
    const run = makeRedriverTest();
    await run.reject(packedRecord(1, THREE), 'PROCESSOR_CRASHED', encodePosition('1', 1));
    await run.start().work();
    expect(await run.counted('by-shop')).toEqual({ oak: 1, elm: 1 });
  });

  test('twice, or by two letters, counts once', async () => {
    const run = makeRedriverTest();
    for (let times = 0; times < 2; times += 1) await run.reject(packedRecord(1, THREE), 'PROCESSOR_CRASHED');
    run.deps.fail('sendRejected', 'answer lost');
    await run.start().work();
    run.pass(hours(1));
    await run.start().work();
    expect(await run.counted('by-shop')).toEqual({ ash: 1, oak: 1, elm: 1 });
  });

  test('and packs a packed record has that rejected, not taken for a record', async () => {
    const run = makeRedriverTest();
    const inner = packRecord([
      { partitionKey: 'x', data: Buffer.from('{}') },
      { partitionKey: 'x', data: Buffer.from('{}') },
    ]);
    const outer = packRecord([{ partitionKey: 'y', data: inner }]);
    const record = { ...saleRecord(1), dataBase64: Buffer.from(outer).toString('base64') };
    await run.reject(record, 'PROCESSOR_CRASHED');
    expect(await run.start().work()).toBe(1);
    const last = run.deps.twins.deadLetters.rejected.at(-1);
    expect(last?.position).toBe(encodePosition('1', LAST_IN_RECORD));
    expect(last?.reason).toBe('UNDECODABLE');
    expect(await run.decisions()).toEqual([]);
  });
});
