import type { FormatWriter } from '../codecs/event-format.ts';
import type { EventType } from '../engine/event-type.ts';
import { makeDispatcher } from './dispatcher.ts';
import { ProducerError, RefusedEvent } from './errors.ts';
import { makeEventEncoder, type SendOptions } from './event-encoder.ts';
import { OpenPacks } from './open-packs.ts';
import { type ProducerDeps, settingsOf } from './options.ts';
import { Outbox } from './outbox.ts';
import { faultOf, type OutgoingRecord, recordBytes } from './outgoing-record.ts';
import { Pending } from './pending.ts';
import { makeRateLimit } from './rate-limit.ts';
import { makeTurnstile } from './turnstile.ts';
import { formatWriters } from './writers.ts';

export interface ProducerStats {
  /** Events known to be in the stream. */
  readonly sent: number;
  /** Events taken and not known to be in the stream. */
  readonly pending: number;
  /** Records stored, and their bytes with partition keys. */
  readonly records: number;
  readonly bytes: number;
  /** Events a stored record: 1 without packing. */
  readonly eventsPerRecord: number;
  readonly calls: number;
  /** How often a record was not stored by a call and had to go again. */
  readonly retries: number;
  /** How many of these because the stream had no room. */
  readonly throttled: number;
}

/** Sends events of one pipeline to its stream, at least once. */
export interface Producer {
  /**
   * Takes an event: checks it against its schema, encodes it, and waits while too many are pending. It is in the stream once `flush`
   * says so.
   *
   * Events go in the order of these calls, as far as `ordering` says; to have it, wait for nothing between them, or for each.
   *
   * An answer of Kinesis that is lost leaves open whether its records were stored; they are sent again and may then be there twice.
   * Event types that declare an `id` have such duplicates counted once.
   *
   * @throws RefusedEvent where this event cannot be sent, which does not affect others
   * @throws ProducerError where its schema version cannot be looked up, or once the stream has failed for good
   */
  send<E>(type: EventType<string, E>, event: NoInfer<E>, options?: SendOptions): Promise<void>;
  /** Takes a record as it is, never packed with others; text is sent as UTF-8. @throws as `send` does */
  sendRecord(record: { readonly partitionKey: string; readonly data: string | Uint8Array }): Promise<void>;
  /** Resolves once everything taken so far is in the stream. @throws ProducerError where something could not be sent */
  flush(): Promise<void>;
  /** Flushes and takes no more. */
  close(): Promise<void>;
  stats(): ProducerStats;
}

/** Makes a producer. @throws ProducerError for an option out of its range */
export function makeProducer(deps: ProducerDeps, writers: readonly FormatWriter[] = formatWriters): Producer {
  const { pipeline, schemas, clock } = deps;
  const settings = settingsOf(deps);
  const pending = new Pending(settings.maxPendingEvents, settings.maxPendingBytes);
  const outbox = new Outbox(settings.ordering);
  const packs = new OpenPacks(settings.maxPackedBytes);
  const dispatcher = makeDispatcher({ ...deps, ...settings, outbox, packs, pending });
  const encode = makeEventEncoder({ pipeline, schemas, compression: settings.compression }, writers);
  const inTurn = makeTurnstile();
  const takeTurn = settings.maxPerSecond === undefined ? undefined : makeRateLimit(clock, settings.maxPerSecond);
  let isClosed = false;

  /** Lets a task in by turns; not after `close`, whatever is still outside then. */
  const inTurnWhileOpen = (task: () => Promise<void>): Promise<void> => {
    if (isClosed) return Promise.reject(new ProducerError('the producer is closed'));
    return inTurn(async () => {
      if (dispatcher.failure) throw dispatcher.failure;
      await task();
    });
  };

  const waitForRoom = async (bytes: number): Promise<void> => {
    const pause = takeTurn?.();
    if (pause) await pause;
    while (!dispatcher.failure && !pending.hasRoom(bytes)) {
      const room = pending.room();
      dispatcher.wake();
      await room;
    }
    if (dispatcher.failure) throw dispatcher.failure;
  };

  const addAlone = ({ partitionKey, data }: OutgoingRecord, bytes: number): void => {
    const earlier = packs.close(partitionKey);
    if (earlier) outbox.push(earlier);
    const { epoch } = pending;
    pending.add(bytes, epoch);
    outbox.push({ partitionKey, data, bytes, events: 1, pendingBytes: bytes, epoch, failures: 0 });
  };

  const addToPack = ({ partitionKey, data }: OutgoingRecord, bytes: number): void => {
    let pack = packs.withRoom(partitionKey, data);
    if (!pack) {
      const full = packs.close(partitionKey);
      if (full) outbox.push(full);
      pack = packs.open(partitionKey, clock.nowMs(), pending.epoch);
    }
    pack.events.push(data);
    pack.size.add(partitionKey, data.length);
    pack.pendingBytes += bytes;
    pending.add(bytes, pack.epoch);
  };

  const take = async (record: OutgoingRecord, mayPack: boolean): Promise<void> => {
    const bytes = recordBytes(record.partitionKey, record.data);
    await waitForRoom(bytes);
    if (mayPack && !packs.isTooLarge(record.partitionKey, record.data)) addToPack(record, bytes);
    else addAlone(record, bytes);
    dispatcher.wake();
  };

  const flush = async (): Promise<void> => {
    let stored: Promise<void> | undefined;
    await inTurn(async () => {
      if (dispatcher.failure) throw dispatcher.failure;
      stored = pending.flush();
      dispatcher.wake();
    });
    await stored;
  };

  return {
    send: (type, event, options) =>
      inTurnWhileOpen(async () => take(await encode(type, event, options), settings.packing === 'kpl')),
    sendRecord: ({ partitionKey, data }) =>
      inTurnWhileOpen(async () => {
        const record = { partitionKey, data: typeof data === 'string' ? Buffer.from(data) : data };
        const fault = faultOf(record.partitionKey, record.data);
        if (fault !== undefined) throw new RefusedEvent(`a record cannot be sent: ${fault}`);
        await take(record, false);
      }),
    flush,
    close: () => {
      isClosed = true;
      return flush();
    },
    stats() {
      const { sent, records, bytes, calls, retries, throttled } = dispatcher.stats;
      const eventsPerRecord = records === 0 ? 0 : sent / records;
      return { sent, pending: pending.events, records, bytes, eventsPerRecord, calls, retries, throttled };
    },
  };
}
