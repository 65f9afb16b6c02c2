import { describe, expect, it } from 'vitest';
import { flights as flightRules } from '../../demo/verifier/flights.ts';
import { makeOpener } from '../../demo/verifier/header.ts';
import { orders as orderRules } from '../../demo/verifier/orders.ts';
import { ProtobufMessage } from '../../demo/verifier/protobuf.ts';
import type { Rules } from '../../demo/verifier/rules.ts';
import flights, { flight } from '../../pipelines/flights/pipeline.ts';
import orders, { cancelled, paid, placed } from '../../pipelines/orders/pipeline.ts';
import type { EventType, Pipeline } from '../../src/engine/index.ts';
import { makeEventEncoder } from '../../src/producer/index.ts';
import { fc } from '../support/fast-check.ts';
import { catalog, versionIdsOf } from '../support/versioned-catalog.ts';
import { evidence, recordOf } from './verifier-support.ts';

/** What the verifier, which has readers of its own, makes of records that the producer encodes. */
function makeReading<R>(pipeline: Pipeline, rules: Rules<R>) {
  const encode = makeEventEncoder({ pipeline, schemas: catalog });
  const schemas = Object.entries(versionIdsOf(pipeline)).map(([name, versionId]) => {
    const [schema = '', version] = name.split('/');
    return { versionId, schema, version: Number(version) };
  });
  const open = makeOpener(schemas);
  return async <E>(type: EventType<string, E>, event: NoInfer<E>, version: number) => {
    const { data } = await encode(type, event, { version });
    const opened = open(Buffer.from(data).toString('base64'));
    if (!opened) throw new Error('the verifier does not know the version');
    const { payload, written } = opened;
    return { written, payload, reading: rules.read(payload, written) };
  };
}

const timeMs = fc.integer({ min: 0, max: 4_000_000_000_000_000 });
const text = fc.string({ unit: 'grapheme' });
const name = fc.string({ unit: 'grapheme', minLength: 1 });
const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

describe('flights, read by the verifier', () => {
  const read = makeReading(flights, flightRules);
  const anyFlight = fc.record({
    departureMs: timeMs,
    delayMin: int,
    distanceMiles: int,
    origin: name,
    destination: text,
    sourceRow: fc.option(int),
  });

  it('are what was sent, under either version', async () => {
    await fc.assert(
      fc.asyncProperty(anyFlight, fc.constantFrom(1, 2), async (event, version) => {
        const { sourceRow, ...known } = event;
        const { written, reading } = await read(flight, event, version);
        expect(written).toMatchObject({ schema: 'flight', version });
        expect(reading).toEqual({ kind: 'event', event: known, eventTimeMs: event.departureMs });
      }),
    );
  });

  it('are not there where bytes are missing or left over', async () => {
    const event = { departureMs: 1, delayMin: 2, distanceMiles: 3, origin: 'ORD', destination: 'JFK', sourceRow: 4 };
    const { payload, written } = await read(flight, event, 2);
    expect(flightRules.read(Buffer.concat([payload, Buffer.from([0])]), written)).toEqual({ kind: 'rejected' });
    for (let length = 0; length < payload.length; length += 1) {
      expect(() => flightRules.read(payload.subarray(0, length), written)).toThrow(RangeError);
    }
  });
});

describe('orders, read by the verifier', () => {
  const read = makeReading(orders, orderRules);
  const common = { orderId: text, customerId: name, region: name, atMs: timeMs.map(BigInt) };
  const goods = { category: name, amount: fc.constantFrom('0', '12.5', '-3.05', '9007199254740993.10') };
  const method = fc.constantFrom('UNSPECIFIED' as const, 'CARD' as const, 7);
  const reason = fc.constantFrom('CHANGED_MIND' as const, 'TOO_SLOW' as const, 9);

  it('are what was sent, of each kind', async () => {
    const sent = fc.record({
      placed: fc.record({ ...common, ...goods, pieces: int }),
      paid: fc.record({ ...common, ...goods, method }),
      cancelled: fc.record({ ...common, reason }),
    });
    await fc.assert(
      fc.asyncProperty(sent, async (events) => {
        const of = ({ atMs, ...event }: { atMs: bigint }) => ({ ...event, atMs: Number(atMs) });
        const readings = [
          await read(placed, events.placed, 1),
          await read(paid, events.paid, 1),
          await read(cancelled, events.cancelled, 1),
        ].map(({ reading }) => (reading.kind === 'event' ? reading.event : reading));
        const { pieces, ...placedEvent } = events.placed;
        const { method: _method, ...paidEvent } = events.paid;
        expect(readings).toEqual([
          { ...of(placedEvent), status: 'placed', reason: 0 },
          { ...of(paidEvent), status: 'paid', reason: 0 },
          {
            ...of(events.cancelled),
            status: 'cancelled',
            category: '',
            amount: '',
            reason: { CHANGED_MIND: 1, TOO_SLOW: 2 }[String(events.cancelled.reason)] ?? 9,
          },
        ]);
      }),
    );
  });

  it('cannot be processed without a region, or with a payment that is no amount', async () => {
    const payment = { orderId: 'o-1', customerId: 'c-1', region: 'asia', category: 'toys', amount: '1.00', atMs: 1n };
    const outcomeOf = async (change: object) =>
      (await read(paid, { ...payment, method: 'CARD', ...change }, 1)).reading.kind;
    expect(await outcomeOf({})).toBe('event');
    for (const change of [{ region: '' }, { category: '' }, { amount: '12,50' }, { amount: '1.005' }, { amount: '' }]) {
      expect(await outcomeOf(change)).toBe('rejected');
    }
  });

  it.each([
    ['another message of the file', [1]],
    ['a field of a fixed size', [0, 0x09, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['a text that ends too early', [0, 0x0a, 5, 65]],
    ['a number that does not end', [0, 0x38, 0x80]],
  ])('are refused where they hold %s', (_what, bytes) => {
    expect(() => new ProtobufMessage(Uint8Array.from(bytes))).toThrow(RangeError);
  });
});

describe('the header, read by the verifier', () => {
  const open = makeOpener(evidence.schemas);
  const changed = (at: number, byte: number): string => {
    const bytes = Buffer.from(recordOf(1, 'payload'), 'base64');
    bytes[at] = byte;
    return bytes.toString('base64');
  };

  it('names the version and leaves the payload', () => {
    const opened = open(recordOf(2, 'payload'));
    expect(opened?.written).toMatchObject({ schema: 'reading', version: 2 });
    expect(String(opened?.payload)).toBe('payload');
  });

  it.each([
    ['too short', Buffer.from(recordOf(1, ''), 'base64').subarray(0, 17).toString('base64')],
    ['of another version', changed(0, 2)],
    ['compressed', changed(1, 5)],
    ['of a schema version that nobody registered', changed(17, 0)],
  ])('is none where it is %s', (_what, data) => {
    expect(open(data)).toBeUndefined();
  });
});
