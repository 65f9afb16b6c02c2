import { avroWriter } from '../src/codecs/avro/avro-writer.ts';
import { withGlueHeader } from '../src/codecs/glue-header.ts';
import { packRecord } from '../src/codecs/kpl/pack-record.ts';
import { avroBidSchema } from './bid-schemas.ts';
import { flat, timed } from './processor-cpu.ts';
import { bids, LANES, recordText, registeredPipeline, type TimedBid } from './reference-load.ts';
import { makeReferenceRun, type ReferenceRun } from './reference-run.ts';
import { type Spread, spread } from './spread.ts';

/** How the payload is written. */
export type Payload = 'json' | 'avro';

export interface PackedReport {
  readonly events: number;
  readonly passes: number;
  readonly recordsPacked: number;
  /** Bytes of one lane's Lambda events. */
  readonly bytesUnpacked: number;
  readonly bytesPacked: number;
  /** Thousand events a second of processor time. */
  readonly unpacked: Spread;
  readonly packed: Spread;
  /** Packed by unpacked, pass by pass. */
  readonly ratio: Spread;
}

/** Events of one lane and pass: as many as one Lambda event of packed records holds. */
export const EVENTS_A_LANE = 20_000;
const UNPACKED_BATCH = 1_000;
/** What Kinesis bills as one unit of a record (pricing, "PUT Payload Unit"), less framing. */
const PACK_BYTES = 24_000;
const VERSION_ID = '00112233-4455-6677-8899-aabbccddeeff';

/**
 * The whole handler, from the text of Lambda's event to counted writes, on the same events: one a record in batches of 1,000, and
 * packed by partition key in the format of the Kinesis Producer Library, one batch.
 */
export async function measurePacked(payload: Payload, passes: number): Promise<PackedReport> {
  const { run, encode } = setUp(payload);
  const lanes = Array.from({ length: LANES }, (_, lane) => ({
    plain: plainTexts(lane, encode),
    packed: packedText(lane, encode),
  }));
  const unpacked: number[] = [];
  const packed: number[] = [];
  const events = EVENTS_A_LANE * LANES;
  for (let pass = -2; pass < passes; pass += 1) {
    // Lanes that the instance has not seen, or everything would be skipped as done.
    const asLane = (text: string, kind: number) =>
      flat(text.replaceAll('shardId-0', `shardId-${kind * 100 + pass + 3}`));
    const plainTextsNow = lanes.flatMap(({ plain }) => plain.map((text) => asLane(text, 1)));
    const packedTextsNow = lanes.map((lane) => asLane(lane.packed.text, 2));
    const plainMs = await timed(async () => {
      for (const text of plainTextsNow) await run.process(text);
    });
    const packedMs = await timed(async () => {
      for (const text of packedTextsNow) await run.process(text);
    });
    if (pass < 0) continue;
    unpacked.push(events / plainMs);
    packed.push(events / packedMs);
  }
  const [first] = lanes;
  return {
    events,
    passes,
    recordsPacked: lanes.reduce((sum, lane) => sum + lane.packed.records, 0),
    bytesUnpacked: first?.plain.reduce((sum, text) => sum + text.length, 0) ?? 0,
    bytesPacked: first?.packed.text.length ?? 0,
    unpacked: spread(unpacked),
    packed: spread(packed),
    ratio: spread(packed.map((rate, pass) => rate / (unpacked[pass] ?? Number.NaN))),
  };
}

type Encode = (bid: TimedBid) => Buffer;

function setUp(payload: Payload): { readonly run: ReferenceRun; readonly encode: Encode } {
  if (payload === 'json') return { run: makeReferenceRun(), encode: ({ text }) => Buffer.from(text) };
  const pipeline = registeredPipeline(avroBidSchema);
  const [type] = pipeline.events;
  if (!type) throw new Error('the reference pipeline has an event type');
  const write = avroWriter.writerOf(type);
  return {
    run: makeReferenceRun({ pipeline, versionIds: { 'bid/1': VERSION_ID } }),
    encode: ({ text }) => withGlueHeader(VERSION_ID, write(JSON.parse(text)), 'none'),
  };
}

function plainTexts(lane: number, encode: Encode): string[] {
  const source = bids(lane);
  return Array.from({ length: EVENTS_A_LANE / UNPACKED_BATCH }, (_, batch) => {
    const records = Array.from({ length: UNPACKED_BATCH }, (_, index) => {
      const bid = source.next().value;
      return recordText(lane, batch * UNPACKED_BATCH + index, bid.timeMs, encode(bid));
    });
    return `{"Records":[${records.join(',')}]}`;
  });
}

/** Packs as a sender does: what comes for one key, until a record is full. */
function packedText(lane: number, encode: Encode): { readonly text: string; readonly records: number } {
  const source = bids(lane);
  const open = new Map<string, { data: Buffer[]; bytes: number }>();
  const records: string[] = [];
  let timeMs = 0;
  const close = (key: string, data: readonly Buffer[]): void => {
    const packed = packRecord(data.map((bytes) => ({ partitionKey: key, data: bytes })));
    records.push(recordText(lane, records.length, timeMs, Buffer.from(packed)));
    open.delete(key);
  };
  for (let index = 0; index < EVENTS_A_LANE; index += 1) {
    const bid = source.next().value;
    timeMs = bid.timeMs;
    const key = `a${bid.auction}`;
    const data = encode(bid);
    const pack = open.get(key) ?? { data: [], bytes: 0 };
    if (pack.bytes + data.length > PACK_BYTES) {
      close(key, pack.data);
      open.set(key, { data: [data], bytes: data.length });
      continue;
    }
    pack.data.push(data);
    pack.bytes += data.length;
    open.set(key, pack);
  }
  for (const [key, { data }] of open) close(key, data);
  return { text: `{"Records":[${records.join(',')}]}`, records: records.length };
}
