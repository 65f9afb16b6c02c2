import { describe, expect, it } from 'vitest';
import { packedRecord, versionNamed } from '../../support/packed-sales.ts';
import { brokenRecord, saleRecord } from '../../support/sales.ts';
import { makeProcessorTest } from './processor-setup.ts';

const written = (sequenceNumber: number, versionId: string) => packedRecord(sequenceNumber, [{ versionId }]);

describe('records of a schema version that the code does not have', () => {
  it('are counted once the registry has told of it, which it is asked once', async () => {
    const { process, deps, counted } = makeProcessorTest();
    deps.twins.registry.register(versionNamed('v2'));
    expect(await process(saleRecord(1), written(2, 'v2'), written(3, 'v2'))).toEqual([]);
    expect(await process(written(4, 'v2'))).toEqual([]);
    expect(await counted('by-shop')).toEqual({ ash: 4 });
    expect(deps.twins.registry.operations.get('versionById')).toBe(1);
  });

  it('are rejected where the registry has none, for a redrive when it has', async () => {
    const { process, deps, progress } = makeProcessorTest();
    expect(await process(saleRecord(1), written(2, 'v9'), saleRecord(3))).toEqual([]);
    expect(deps.twins.deadLetters.rejected).toMatchObject([
      {
        position: '0012/9999999',
        reason: 'UNKNOWN_SCHEMA',
        message: 'the record names schema version v9, of which the registry has none that is available',
      },
    ]);
    expect((await progress()).counts).toMatchObject({ read: 3, accepted: 2, rejected: 1 });
  });

  it('hold up what follows where the registry cannot answer; what comes before them is done', async () => {
    const { process, deps, counted, progress } = makeProcessorTest();
    deps.twins.registry.register(versionNamed('v2'));
    deps.fail('versionById', 'throttled');
    expect(await process(saleRecord(1), brokenRecord(2), written(3, 'v2'), saleRecord(4))).toEqual(['3']);
    expect((await progress()).lastPosition).toBe('0012');
    expect(await counted('by-shop')).toEqual({ ash: 1 });
    expect(deps.log.lines).toContain('warn the schema registry cannot answer; the rest of the batch comes again');
    expect(await process(written(3, 'v2'), saleRecord(4))).toEqual([]);
    expect(await counted('by-shop')).toEqual({ ash: 3 });
    expect((await progress()).counts).toMatchObject({ read: 4, accepted: 3, rejected: 1 });
  });

  it('hold up a batch that begins with them, and nothing is decided', async () => {
    const { process, deps, progress } = makeProcessorTest();
    deps.fail('versionById', 'request lost');
    expect(await process(written(1, 'v2'), saleRecord(2))).toEqual(['1']);
    expect((await progress()).version).toBe(0);
  });

  it('hold up a packed record in its middle, which is gone on with there', async () => {
    const { process, start, deps, counted, progress } = makeProcessorTest();
    deps.twins.registry.register(versionNamed('v2'));
    deps.fail('versionById', 'answer lost');
    const packed = packedRecord(1, [{}, {}, { versionId: 'v2' }, {}]);
    expect(await process(packed, saleRecord(2))).toEqual(['1']);
    expect((await progress()).lastPosition).toBe('0011/0000001');
    expect(await counted('by-shop')).toEqual({ ash: 2 });
    expect(await start()(packed, saleRecord(2))).toEqual([]);
    expect(await counted('by-shop')).toEqual({ ash: 5 });
    expect((await progress()).counts).toMatchObject({ read: 5, accepted: 5 });
  });

  it('that somebody made up are looked up a hundred an invocation, and the lane goes on', async () => {
    const { process, deps, progress } = makeProcessorTest();
    const madeUp = Array.from({ length: 250 }, (_, index) => written(index + 1, `made-up-${index}`));
    expect(await process(...madeUp)).toEqual(['101']);
    expect(await process(...madeUp.slice(100))).toEqual(['201']);
    expect(await process(...madeUp.slice(200), saleRecord(251))).toEqual([]);
    expect((await progress()).counts).toMatchObject({ read: 251, accepted: 1, rejected: 250 });
    expect(deps.twins.registry.operations.get('versionById')).toBe(250);
  });

  it('that were decided as counted are not rejected where the registry has lost them: they are tried again', async () => {
    const { process, start, deps, progress } = makeProcessorTest();
    deps.twins.registry.register(versionNamed('v2'));
    deps.fail('putPartial', 'request lost', 100);
    expect(await process(written(1, 'v2'))).toEqual(['1']);
    deps.mend();
    deps.before('versionById', async () => deps.fail('versionById', 'request lost'));
    expect(await start()(written(1, 'v2'))).toEqual(['1']);
    expect(deps.twins.deadLetters.rejected).toEqual([]);
    expect(await start()(written(1, 'v2'))).toEqual([]);
    expect((await progress()).counts).toMatchObject({ read: 1, accepted: 1 });
  });

  it('fail the batch where the registry fails in a way that nobody knows, so that the mapping bisects', async () => {
    const { process, deps } = makeProcessorTest();
    deps.fail('versionById', 'unknown error');
    await expect(process(saleRecord(1), written(2, 'v2'))).rejects.toThrow('versionById failed');
    deps.twins.registry.register(versionNamed('v2'));
    expect(await process(saleRecord(1), written(2, 'v2'))).toEqual([]);
  });
});
