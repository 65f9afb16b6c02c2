import { avroWriter } from '../src/codecs/avro/avro-writer.ts';
import { formats } from '../src/codecs/formats.ts';
import { deflatePayload } from '../src/codecs/glue-compression.ts';
import { withGlueHeader } from '../src/codecs/glue-header.ts';
import { makeEventDecoder } from '../src/codecs/make-event-decoder.ts';
import { protobufWriter } from '../src/codecs/protobuf/protobuf-writer.ts';
import { eventType } from '../src/engine/index.ts';
import { planOf } from '../src/engine/plan.ts';
import { countingPipeline } from '../test/support/counting-pipeline.ts';
import { avroBidSchema, type Bid, bidSchema, protobufBidSchema } from './bid-schemas.ts';
import { timed } from './processor-cpu.ts';
import { bids } from './reference-load.ts';
import { type Spread, spread } from './spread.ts';

export interface CodecReport {
  readonly name: string;
  /** Average bytes of a record. */
  readonly bytes: number;
  /** Million records a second of processor time. */
  readonly rate: Spread;
  /** Rate by that of `JSON.parse` alone, pass by pass. */
  readonly ratio: Spread;
}

const RECORDS = 100_000;
const VERSION_ID = '00112233-4455-6677-8899-aabbccddeeff';
const common = { eventTimeMs: (bid: Bid) => Number(bid.dateTimeMs), partitionKey: (bid: Bid) => bid.auction };
const bid = {
  json: eventType('bid', { schema: bidSchema, ...common }),
  avro: eventType('bid', { schema: avroBidSchema, ...common }),
  protobuf: eventType('bid', { schema: protobufBidSchema, ...common }),
};

/**
 * Bytes of a record to the event that user code sees, in each format, beside `JSON.parse` of the same event: one core, passes in turn,
 * the first two not counted.
 */
export async function measureCodecs(passes: number): Promise<CodecReport[]> {
  const source = bids(0);
  const events = Array.from({ length: RECORDS }, () => JSON.parse(source.next().value.text));
  const texts = events.map((event) => Buffer.from(JSON.stringify(event)));
  const withLong = events.map((event) => ({
    ...event,

    dateTimeMs: BigInt(event.dateTimeMs),
  }));
  const avro = events.map(avroWriter.writerOf(bid.avro));
  const protobuf = withLong.map(protobufWriter.writerOf(bid.protobuf));
  const header = (payload: Uint8Array) => withGlueHeader(VERSION_ID, payload, 'none');

  const contenders = [
    { name: 'JSON.parse alone', records: texts, decode: parseAlone },
    { name: 'JSON, bare, validated', records: texts, decode: decoderOf(bid.json, 'json') },
    { name: 'JSON, registered', records: texts.map(header), decode: decoderOf(bid.json, 'glue') },
    { name: 'Avro', records: avro.map(header), decode: decoderOf(bid.avro, 'glue') },
    { name: 'Protobuf', records: protobuf.map(header), decode: decoderOf(bid.protobuf, 'glue') },
    {
      name: 'Avro, zlib',
      records: avro.map((payload) => withGlueHeader(VERSION_ID, deflatePayload(payload), 'zlib')),
      decode: decoderOf(bid.avro, 'glue'),
    },
  ];
  const rates = contenders.map((): number[] => []);
  for (let pass = -2; pass < passes; pass += 1) {
    for (const [index, { records, decode }] of contenders.entries()) {
      const ms = await timed(() => {
        for (const record of records) decode(record);
      });
      if (pass >= 0) rates[index]?.push(RECORDS / ms / 1_000);
    }
  }
  return contenders.map(({ name, records }, index) => ({
    name,
    bytes: records.reduce((sum, { length }) => sum + length, 0) / RECORDS,
    rate: spread(rates[index] ?? []),
    ratio: spread((rates[index] ?? []).map((rate, pass) => rate / (rates[0]?.[pass] ?? Number.NaN))),
  }));
}

function parseAlone(record: Buffer): unknown {
  return JSON.parse(record.toString('utf8'));
}

/** @throws Error where a record is no event: the figures would be of something else */
function decoderOf(type: (typeof bid)[keyof typeof bid], format: 'json' | 'glue'): (record: Buffer) => unknown {
  const pipeline = countingPipeline('codecs', type, { format });
  const decoder = makeEventDecoder(planOf(pipeline), formats, format === 'glue' ? { 'bid/1': VERSION_ID } : {});
  return (record) => {
    const decoded = decoder.decode(record, 0, record.length);
    if (decoded.kind !== 'event') throw new Error(`no event: ${JSON.stringify(decoded)}`);
    return decoded.event;
  };
}
