import { backOffMs } from '../back-off.ts';
import { type Discarded, discardedMessage } from './discarded.ts';
import { type Failed, judge } from './judge.ts';
import type { KinesisMappingConfig, KinesisMappingDeps } from './mapping-config.ts';
import { type BatchRecord, eventText, MAX_BATCH_BYTES } from './record-event.ts';

const MAX_REASON_LENGTH = 300;

export interface DeliverOptions {
  readonly config: KinesisMappingConfig;
  readonly deps: KinesisMappingDeps;
  readonly shardId: string;
  readonly signal: AbortSignal;
  /** Called when everything up to and including this record is done: processed or given up. */
  readonly commit: (sequenceNumber: string) => void;
}

/** Records for one invocation, and how often it failed since the checkpoint last moved. */
interface Attempt {
  readonly records: readonly BatchRecord[];
  readonly failures: number;
}

/** What an attempt leaves to do, whether the checkpoint moved, and whether to wait before going on. */
interface Outcome {
  readonly left: readonly Attempt[];
  readonly advanced: boolean;
  readonly wait: boolean;
}

/**
 * Brings one batch of a shard to its end: processed, or given up where the mapping's limits say so, with retries, halving and
 * checkpoints (Lambda developer guide, "Kinesis error handling" and "Configuring partial batch response"). Returns early
 * when `signal` is aborted.
 */
export async function deliver(batch: readonly BatchRecord[], options: DeliverOptions): Promise<void> {
  const { deps, signal } = options;
  let work: readonly Attempt[] = [{ records: batch, failures: 0 }];
  let waits = 0;
  for (let next = work[0]; next !== undefined && !signal.aborted; next = work[0]) {
    const { left, advanced, wait } = await attempt(next, options);
    work = [...left, ...work.slice(1)];
    if (advanced) waits = 0;
    if (!wait) continue;
    waits += 1;
    await deps.clock.sleep(backOffMs(deps.pace.backOff, waits), signal);
  }
}

async function attempt({ records, failures }: Attempt, options: DeliverOptions): Promise<Outcome> {
  const { config, deps } = options;
  const expired = countExpired(records, deps.clock.now(), config.maxRecordAgeMs);
  if (expired > 0) {
    const discarded = records.slice(0, expired);
    const invokeCount = failures;
    await giveUp({ records: discarded, condition: 'RecordAgeExceeded', requestId: deps.newId(), invokeCount }, options);
    return onward(records, expired, false);
  }
  if (records.length === 1 && (records[0]?.bytes ?? 0) > MAX_BATCH_BYTES) {
    await giveUp({ records, condition: 'RecordTooLarge', requestId: deps.newId(), invokeCount: 0 }, options);
    return onward(records, 1, false);
  }

  const last = records.at(-1);
  if (last) deps.observe.delivered(config.functionName, Math.max(0, deps.clock.now() - last.arrivalMs));
  const result = await deps.invoke(config.functionName, eventText(records));
  const judgement = judge(result, records, config.reportItemFailures);
  if (judgement.kind === 'not-invoked') return { left: [{ records, failures }], advanced: false, wait: true };
  if (judgement.kind === 'done') {
    deps.observe.invoked(config.id, records.length - judgement.count);
    commitUpTo(records, judgement.count, options);
    return onward(records, judgement.count, judgement.count < records.length);
  }
  // What was running as everything stops was not the function's failure.
  if (options.signal.aborted) return { left: [], advanced: false, wait: false };
  deps.observe.invoked(config.id, records.length);
  if (failures === 0) logFailure(records, judgement, options);
  if (config.bisect && judgement.divisible && records.length > 1) return halves(records);
  const invokeCount = failures + 1;
  if (invokeCount > (config.maxRetries ?? Number.POSITIVE_INFINITY)) {
    const { requestId } = result;
    const { functionError } = judgement;
    await giveUp({ records, condition: 'RetryAttemptsExhausted', requestId, invokeCount, functionError }, options);
    return onward(records, records.length, false);
  }
  return { left: [{ records, failures: invokeCount }], advanced: false, wait: true };
}

/** The checkpoint moved past the first `count` records; what is left starts with a full quota of retries. */
function onward(records: readonly BatchRecord[], count: number, wait: boolean): Outcome {
  const rest = records.slice(count);
  return { left: rest.length > 0 ? [{ records: rest, failures: 0 }] : [], advanced: true, wait };
}

/** Splitting takes nothing from the quota of retries. */
function halves(records: readonly BatchRecord[]): Outcome {
  const middle = Math.ceil(records.length / 2);
  const parts = [records.slice(0, middle), records.slice(middle)];
  return { left: parts.map((part) => ({ records: part, failures: 0 })), advanced: false, wait: false };
}

/** Only a prefix expires: what came later is younger. */
function countExpired(records: readonly BatchRecord[], nowMs: number, maxAgeMs: number | undefined): number {
  if (maxAgeMs === undefined) return 0;
  const firstYoung = records.findIndex((record) => nowMs - record.arrivalMs <= maxAgeMs);
  return firstYoung < 0 ? records.length : firstYoung;
}

/**
 * Tells the on-failure queue, if there is one, and moves on. Lambda drops the records when that fails; here it can only fail
 * while the queue's server is going away, so it is tried again until then.
 */
async function giveUp(discarded: Discarded, options: DeliverOptions): Promise<void> {
  const { config, deps, shardId, signal } = options;
  const { records, condition } = discarded;
  deps.log(`${config.functionName}: ${condition}, ${records.length} records of ${shardId} given up`);
  if (config.onFailureQueueUrl === undefined) deps.observe.dropped(config.id, records.length);
  for (let failures = 0; config.onFailureQueueUrl !== undefined && !signal.aborted; ) {
    try {
      const message = discardedMessage(config, shardId, discarded, deps.clock.now());
      await deps.sendToQueue(config.onFailureQueueUrl, message);
      break;
    } catch (error) {
      failures += 1;
      deps.log(`${config.functionName}: on-failure queue: ${String(error)}`);
      await deps.clock.sleep(backOffMs(deps.pace.backOff, failures), signal);
    }
  }
  if (!signal.aborted) commitUpTo(records, records.length, options);
}

/** Once a batch: its retries, or those of its halves, tell the same. */
function logFailure(
  records: readonly BatchRecord[],
  { reason }: Failed,
  { config, deps, shardId }: DeliverOptions,
): void {
  const batch = `${records.length} records of ${shardId} from ${records[0]?.sequenceNumber}`;
  deps.log(`${config.functionName} failed on ${batch}: ${reason.slice(0, MAX_REASON_LENGTH)}`);
}

function commitUpTo(records: readonly BatchRecord[], count: number, { commit }: DeliverOptions): void {
  const last = records[count - 1];
  if (last) commit(last.sequenceNumber);
}
