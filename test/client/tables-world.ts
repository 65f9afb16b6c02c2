import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach } from 'vitest';
import { makeDynamoDbStateStore } from '../../src/adapters/aws/dynamodb-state-store.ts';
import { type MemoryStream, makeMemoryStream } from '../../src/adapters/memory/memory-stream-reader.ts';
import type { ResultsDeps } from '../../src/client/results.ts';
import { encodeResult } from '../../src/codecs/items/result-item.ts';
import { slotOf } from '../../src/engine/layout.ts';
import { encodePosition } from '../../src/engine/position.ts';
import type { Control } from '../../src/ports/control-store.ts';
import type { WindowPartition } from '../../src/ports/partial-store.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import { sharedHarness } from '../embedded/services/harness.ts';
import { createTable } from '../embedded/services/tables.ts';
import { hourly, hourWindow, lane, STREAM } from './support.ts';

/** What a lane has seen of a shop: number, cents, dearest. */
export type Seen = readonly [sales: number, cents: number, dearest: number];

/** Both tables of the shops on the local AWS, new ones for each test, and a stream of two shards in memory. */
export interface TablesWorld {
  readonly plan: typeof hourly;
  readonly store: StateStore;
  readonly table: ResultsDeps;
  readonly results: ResultsDeps;
  readonly stream: MemoryStream;
  /** Writes a lane's share of a shop's hour, the mark first, as the processor does. */
  see(laneNumber: number, hour: number, shop: string, seen: Seen, through?: number): Promise<void>;
  /** Writes a stored result. */
  row(hour: number, shop: string, n: number, cents: number, revision?: number, generation?: number): Promise<void>;
  /** Says that an hour's results of a shop's partition are written. */
  written(hour: number, shop: string): Promise<void>;
  /** Announces windows through the end of an hour. */
  control(change: Partial<Control>): Promise<void>;
}

export function windowOf(hour: number, shop: string): WindowPartition {
  return hourWindow(hour, Math.floor(slotOf(hourly.layout, shop) / hourly.layout.buckets));
}

export function bucketOf(shop: string): number {
  return slotOf(hourly.layout, shop) % hourly.layout.buckets;
}

export function tablesWorld(): () => TablesWorld {
  const aws = sharedHarness();
  let world: TablesWorld | undefined;

  beforeEach(async () => {
    const client = aws().dynamodb;
    const table = { client, tableName: await createTable(aws()) };
    const results = {
      client,
      tableName: await createTable(aws(), {
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'N' },
        ],
      }),
    };
    const store = makeDynamoDbStateStore(table);
    const stream = makeMemoryStream(STREAM);
    for (const number of [0, 1]) stream.open(lane(number).shardId);
    world = {
      plan: hourly,
      store,
      table,
      results,
      stream,
      see: async (laneNumber, hour, shop, seen, through = 1) => {
        const window = windowOf(hour, shop);
        await store.ensureMark({ window, nonce: 'asked' });
        const ref = { ...window, bucket: bucketOf(shop), lane: lane(laneNumber) };
        const held = await store.readPartial(ref);
        const [sales, ...values] = seen;
        const keys = new Map([...(held?.keys ?? []), [shop, [sales, ...values]] as const]);
        await store.putPartial(ref, { applied: encodePosition(String(through)), keys }, held?.applied);
      },
      row: async (hour, shop, n, cents, revision = 1, generation = 1) => {
        const ref = { aggregation: 'hourly', generation, key: shop, windowStartMs: windowOf(hour, shop).windowStartMs };
        const Item = encodeResult(ref, { key: shop, n, measures: { sales: n, cents, dearest: cents } }, revision);
        await client.send(new PutItemCommand({ TableName: results.tableName, Item }));
      },
      written: async (hour, shop) => {
        const window = windowOf(hour, shop);
        await store.noteWindow(window);
        const nonce = await store.readMark(window);
        if (nonce !== undefined) await store.clearMark({ window, nonce });
      },
      control: async ({ firedThroughMs = null, expiredThroughMs = null, collectedThroughMs = null }) => {
        const nothing = { firedThroughMs: null, expiredThroughMs: null, collectedThroughMs: null };
        const layout = hourly.layout;
        await store.ensureControl({ aggregation: 'hourly', generation: 1, definitionHash: 'h', layout, ...nothing });
        if (firedThroughMs !== null) await store.raiseFiredThrough('hourly', 1, firedThroughMs);
        if (expiredThroughMs !== null) await store.raiseExpiredThrough('hourly', 1, expiredThroughMs);
        if (collectedThroughMs !== null) await store.raiseCollectedThrough('hourly', 1, collectedThroughMs);
      },
    };
  });

  return () => {
    if (!world) throw new Error('no test is running');
    return world;
  };
}
