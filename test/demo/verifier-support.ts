import type { Evidence, ResultRow, ShardContent } from '../../demo/verifier/evidence.ts';
import type { Rules } from '../../demo/verifier/rules.ts';

/** A reading of a thermometer; `celsius` below -100 is broken, "ping" wants no answer. */
export interface Reading {
  readonly atMs: number;
  readonly sensor: string;
  readonly celsius: number;
}

/** Ten-second windows by sensor; 2 s out of order, 5 s of lateness. */
export const thermometers: Rules<Reading> = {
  outOfOrdernessMs: 2_000,
  futureBoundMs: 1_000_000,
  read: (payload, { schema }) => {
    if (schema === 'ping') return { kind: 'ignored' };
    const event: Reading = JSON.parse(Buffer.from(payload).toString());
    if (event.celsius < -100) return { kind: 'rejected' };
    return { kind: 'event', event, eventTimeMs: event.atMs };
  },
  aggregations: [
    {
      name: 'bySensor',
      windowMs: 10_000,
      allowedLatenessMs: 5_000,
      keys: ({ sensor }) => (sensor === 'test' ? [] : [sensor]),
      measures: {
        readings: (events) => events.length,
        warmest: (events) => Math.max(...events.map(({ celsius }) => celsius)),
        mean: (events) => events.reduce((sum, { celsius }) => sum + celsius, 0) / events.length,
      },
    },
  ],
  expectsCorrections: true,
};

const VERSION_ID = '00112233-4455-6677-8899-aabbccddeef';
/** Readings of an older and a newer thermometer, and pings. */
const schemas = [
  { versionId: `${VERSION_ID}1`, schema: 'reading', version: 1 },
  { versionId: `${VERSION_ID}2`, schema: 'reading', version: 2 },
  { versionId: `${VERSION_ID}3`, schema: 'ping', version: 1 },
];

/** A record, base64, as one of the schema versions by their place from 1. */
export function recordOf(place: number, payload: string): string {
  const id = Buffer.from(`${VERSION_ID}${place}`.replaceAll('-', ''), 'hex');
  return Buffer.concat([Buffer.from([3, 0]), id, Buffer.from(payload)]).toString('base64');
}

/** Attics have the older thermometers. */
export const text = (atMs: number, sensor: string, celsius: number): string =>
  recordOf(sensor === 'attic' ? 1 : 2, JSON.stringify({ atMs, sensor, celsius }));

/** Shard 0 sees an event that is too late for its window (at 3 s, when the shard has reached 18 s); shard 1 does not. */
export const stream: readonly ShardContent[] = [
  shard('shardId-000000000000', [
    text(1_000, 'attic', 20),
    text(2_000, 'attic', 22),
    text(12_000, 'attic', 19),
    recordOf(3, ''),
    text(9_000, 'attic', 24),
    text(17_000, 'attic', 18),
    text(3_000, 'attic', 99),
    text(18_000, 'attic', -200),
    text(18_000, 'test', 1),
  ]),
  shard('shardId-000000000001', [text(19_000, 'cellar', 8), text(4_000, 'cellar', 9)]),
];

/** What a right run over that stream leaves behind, worked out by hand. */
export const evidence: Evidence = {
  sent: stream.flatMap(({ records }) => records.map(({ partitionKey, data }) => ({ partitionKey, data }))),
  stream,
  results: [
    row('attic', 0, 3, 2, { readings: 3, warmest: 24, mean: 22 }),
    row('attic', 10_000, 2, 1, { readings: 2, warmest: 19, mean: 18.5 }),
    row('cellar', 10_000, 1, 1, { readings: 1, warmest: 8, mean: 8 }),
  ],
  late: [
    lateMessage('shardId-000000000000', '6', text(3_000, 'attic', 99)),
    lateMessage('shardId-000000000001', '1', text(4_000, 'cellar', 9)),
  ],
  rejected: [{ shardId: 'shardId-000000000000', sequenceNumber: '7', data: text(18_000, 'attic', -200) }],
  counts: {
    read: 13,
    accepted: 9,
    duplicate: 2,
    rejected: 1,
    ignored: 1,
    aggregations: { bySensor: { counted: 6, filtered: 1, tooLate: 2 } },
  },
  schemas,
  interrupted: false,
};

function shard(shardId: string, texts: readonly string[]): ShardContent {
  const records = texts.map((data, index) => ({
    partitionKey: 'house',
    data,
    sequenceNumber: String(index),
    arrivalMs: 100_000,
  }));
  return { shardId, records };
}

function row(
  key: string,
  windowStartMs: number,
  n: number,
  revision: number,
  measures: ResultRow['measures'],
): ResultRow {
  return { aggregation: 'bySensor', key, windowStartMs, n, revision, measures };
}

function lateMessage(shardId: string, sequenceNumber: string, data: string): Evidence['late'][number] {
  return { shardId, sequenceNumber, data, windows: [{ aggregation: 'bySensor', windowStartMs: 0 }] };
}
