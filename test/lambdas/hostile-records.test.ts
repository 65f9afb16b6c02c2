import { describe, expect, it } from 'vitest';
import { formats } from '../../src/codecs/formats.ts';
import { packRecord } from '../../src/codecs/kpl/pack-record.ts';
import { makeEventDecoder } from '../../src/codecs/make-event-decoder.ts';
import { makeRecordReader } from '../../src/codecs/record-reader.ts';
import { composeStreamProcessor } from '../support/compose-functions.ts';
import { makeTestDeps, PLENTY_OF_TIME } from '../support/lambda-deps.ts';
import { kinesisEvent } from '../support/lambda-events.ts';
import { LANE } from '../support/sales.ts';
import { plan, VERSION_IDS } from './hostile/pipeline.ts';
import { AT_MS, badRecords, good } from './hostile/records.ts';

const goodRecords = [good.avro, good.json, good.protobuf];

/** A warm processor of the pipeline, and what it has made of the records given to it. */
function makeProcessor() {
  const deps = makeTestDeps();
  const process = composeStreamProcessor(plan, deps, {
    makeReader: () => makeRecordReader(makeEventDecoder(plan, formats, VERSION_IDS)),
    definitionHashes: { byShop: 'hash' },
  });
  let sequence = 0;
  const send = (...records: readonly Uint8Array[]) =>
    process(
      kinesisEvent(
        records.map((data) => {
          sequence += 1;
          return {
            shardId: LANE.shardId,
            sequenceNumber: String(sequence),
            partitionKey: 'k',
            arrivalMs: AT_MS,
            dataBase64: Buffer.from(data).toString('base64'),
          };
        }),
      ),
      PLENTY_OF_TIME,
    );
  return { deps, send, progress: () => deps.twins.state.readProgress(LANE) };
}

describe('hostile records', () => {
  it('are of a hundred kinds', () => {
    expect(new Set(badRecords.map(({ name }) => name)).size).toBe(badRecords.length);
    expect(badRecords.length).toBeGreaterThanOrEqual(100);
  });

  it('are rejected each with its reason, and the good ones between them are counted', async () => {
    const { deps, send, progress } = makeProcessor();
    const mixed = badRecords.flatMap(({ data }, index) => [data, goodRecords[index % 3] ?? data]);
    expect(await send(...mixed)).toEqual({ batchItemFailures: [] });
    const { counts } = await progress();
    expect(counts).toMatchObject({ read: mixed.length, accepted: badRecords.length, rejected: badRecords.length });
    expect(counts.aggregations).toMatchObject({ byShop: { counted: badRecords.length } });
    const { rejected } = deps.twins.deadLetters;
    const found = badRecords.map(({ name }, index) => `${name}: ${rejected[index]?.reason}`);
    expect(found).toEqual(badRecords.map(({ name, reason }) => `${name}: ${reason}`));
    expect(rejected.map(({ record }) => record.dataBase64)).toEqual(
      badRecords.map(({ data }) => Buffer.from(data).toString('base64')),
    );
  });

  it('packed with good ones are rejected alone', async () => {
    const { deps, send, progress } = makeProcessor();
    // What cannot be unpacked spoils the record that it comes in; packed inside another it is one bad event.
    const events = badRecords.flatMap(({ data, name }, index) => [
      { partitionKey: name.slice(0, 50), data },
      { partitionKey: 'good', data: goodRecords[index % 3] ?? data },
    ]);
    expect(await send(packRecord(events))).toEqual({ batchItemFailures: [] });
    expect((await progress()).counts).toMatchObject({ read: events.length, accepted: badRecords.length });
    const { rejected } = deps.twins.deadLetters;
    expect(rejected.map(({ record }) => record.partitionKey)).toEqual(badRecords.map(({ name }) => name.slice(0, 50)));
  });

  it('tell in their messages where and what, and nothing of what they hold', async () => {
    const { deps, send } = makeProcessor();
    await send(...badRecords.map(({ data }) => data));
    for (const { message } of deps.twins.deadLetters.rejected) {
      expect(message.length).toBeGreaterThan(10);
      expect(message, message.slice(0, 300)).toSatisfy(({ length }: string) => length < 500);
      expect(message).not.toMatch(/not-a-uuid|"ash"/);
    }
  });

  it('leave no trace on what comes after them', async () => {
    const { send } = makeProcessor();
    await send(...badRecords.map(({ data }) => data));
    expect(({} as Record<string, unknown>).shop).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('take no more memory than they have bytes, many times over', async () => {
    const { send } = makeProcessor();
    const before = process.memoryUsage().rss;
    let most = 0;
    for (const { data } of badRecords) {
      await send(data);
      most = Math.max(most, process.memoryUsage().rss - before);
    }
    // One hundred megabytes would be the zip bomb, inflated; gigabytes the lists that claim billions.
    expect(most).toBeLessThan(90_000_000);
  });
});
