import { setImmediate } from 'node:timers';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Clock } from '../ports/clock.ts';
import { ProducerError } from './errors.ts';
import type { OpenPacks } from './open-packs.ts';
import type { Ordering, Outbox } from './outbox.ts';
import type { Consignment } from './outgoing-record.ts';
import { Pacer, shardSeconds } from './pacer.ts';
import type { Pending } from './pending.ts';
import { putRecords } from './put-records.ts';

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 5_000;
/** While calls are under way, records that do not fill another gather this long. */
const GATHER_MS = 10;

export interface DispatcherDeps {
  readonly client: Pick<KinesisClient, 'send'>;
  readonly streamName: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly ordering: Ordering;
  readonly maxCallsInFlight: number;
  readonly lingerMs: number;
  readonly giveUpAfterMs: number;
  readonly outbox: Outbox;
  readonly packs: OpenPacks;
  readonly pending: Pending;
}

/** What the calls came to so far. */
export interface CallStats {
  calls: number;
  records: number;
  sent: number;
  bytes: number;
  retries: number;
  throttled: number;
}

export interface Dispatcher {
  readonly stats: Readonly<CallStats>;
  /** Why nothing goes any more. */
  readonly failure: ProducerError | undefined;
  /** To be told when records or packs were added, or are wanted out sooner. */
  wake(): void;
}

/**
 * Empties the outbox and the open packs into calls. A pack is closed when its time has come and the stream has room for it, not
 * before: while it would only wait in line it may as well take more events, so packs fill up where the stream is the bottleneck.
 */
export function makeDispatcher(deps: DispatcherDeps): Dispatcher {
  const { client, streamName, clock, random, ordering, lingerMs, outbox, packs, pending } = deps;
  const maxCalls = ordering === 'as-sent' ? 1 : deps.maxCallsInFlight;
  const pacer = new Pacer(clock.nowMs());
  const stats: CallStats = { calls: 0, records: 0, sent: 0, bytes: 0, retries: 0, throttled: 0 };
  let failure: ProducerError | undefined;
  let callsInFlight = 0;
  let lastCallMs = Number.NEGATIVE_INFINITY;
  let isAwake = false;
  /** When the next look is due that a timer was set for. */
  let nextLookMs = Number.POSITIVE_INFINITY;
  /** Calls in a row that stored nothing, since when. */
  let vain = { calls: 0, sinceMs: 0 };

  const wake = (): void => {
    if (isAwake) return;
    isAwake = true;
    // After all that the caller does before it waits for the world: what is sent without a pause goes together.
    setImmediate(() => {
      isAwake = false;
      dispatch();
    });
  };

  const lookAt = (atMs: number): void => {
    if (atMs >= nextLookMs) return;
    nextLookMs = atMs;
    void clock.after(atMs - clock.nowMs()).then(() => {
      if (nextLookMs === atMs) nextLookMs = Number.POSITIVE_INFINITY;
      dispatch();
    });
  };

  /** Moves packs whose time has come into the outbox, as far as they can go now. @returns when the next one's time comes */
  const closeDuePacks = (nowMs: number): number | undefined => {
    for (const { partitionKey, openedMs, epoch } of packs.oldestFirst()) {
      const isDue = openedMs + lingerMs <= nowMs || epoch < pending.epoch || pending.isFull;
      if (!isDue) return openedMs + lingerMs;
      if (outbox.cost >= pacer.budget || outbox.fillsCall) return undefined;
      if (outbox.holdsBack(partitionKey)) continue;
      const record = packs.close(partitionKey);
      if (record) outbox.push(record);
    }
    return undefined;
  };

  const dispatch = (): void => {
    while (!failure && callsInFlight < maxCalls) {
      const nowMs = clock.nowMs();
      const pauseMs = pacer.waitMs(nowMs);
      if (pauseMs > 0) {
        if (outbox.length > 0 || !packs.isEmpty) lookAt(nowMs + pauseMs);
        return;
      }
      const nextPackMs = closeDuePacks(nowMs);
      if (nextPackMs !== undefined) lookAt(nextPackMs);
      if (outbox.length === 0) return;
      const isFull = outbox.fillsCall || outbox.cost >= pacer.budget;
      if (callsInFlight > 0 && !isFull && nowMs < lastCallMs + GATHER_MS) {
        lookAt(lastCallMs + GATHER_MS);
        return;
      }
      void call(outbox.take(pacer.budget), nowMs);
    }
  };

  const call = async (records: readonly Consignment[], nowMs: number): Promise<void> => {
    const cost = costOf(records);
    pacer.spend(cost);
    callsInFlight += 1;
    lastCallMs = nowMs;
    try {
      const { stored, failed, throttled, reason } = await putRecords(client, streamName, records);
      pacer.settle(clock.nowMs(), cost, costOf(failed));
      stats.calls += 1;
      stats.retries += failed.length;
      stats.throttled += throttled;
      for (const record of stored) settle(record);
      noteVain(stored.length > 0, reason);
      if (failed.length > 0) await backOff(failed);
    } catch (error) {
      failure ??=
        error instanceof ProducerError ? error : new ProducerError(`sending failed: ${error}`, { cause: error });
    }
    callsInFlight -= 1;
    if (!failure) wake();
    else if (callsInFlight === 0) pending.fail(failure);
  };

  const settle = (record: Consignment): void => {
    stats.records += 1;
    stats.sent += record.events;
    stats.bytes += record.bytes;
    outbox.stored(record);
    pending.stored(record);
  };

  const noteVain = (hasStored: boolean, reason: string | undefined): void => {
    const nowMs = clock.nowMs();
    if (hasStored) vain = { calls: 0, sinceMs: nowMs };
    else vain = { calls: vain.calls + 1, sinceMs: vain.calls === 0 ? nowMs : vain.sinceMs };
    const vainMs = nowMs - vain.sinceMs;
    if (vain.calls < 2 || vainMs < deps.giveUpAfterMs) return;
    throw new ProducerError(
      `stream ${streamName} stored nothing for ${Math.round(vainMs / 1_000)} s, in ${vain.calls} calls: ${reason}`,
    );
  };

  /** Full jitter: any delay up to a bound that doubles with each failure of a record. */
  const backOff = async (failed: readonly Consignment[]): Promise<void> => {
    let failures = 0;
    for (const record of failed) {
      record.failures += 1;
      failures = Math.max(failures, record.failures);
    }
    const over = clock.after(random() * Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1))).then(() => {
      for (const record of failed) outbox.giveBack(record);
    });
    // Only one call at a time may mean that later records wait with these.
    if (ordering === 'as-sent') await over;
    else void over.then(dispatch);
  };

  return {
    stats,
    get failure() {
      return failure;
    },
    wake,
  };
}

function costOf(records: readonly Consignment[]): number {
  return records.reduce((cost, { bytes }) => cost + shardSeconds(bytes), 0);
}
