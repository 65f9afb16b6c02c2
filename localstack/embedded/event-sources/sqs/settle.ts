import { backOffMs } from '../back-off.ts';
import { readBatchResponse } from '../batch-response.ts';
import type { SqsMappingConfig, SqsMappingDeps } from './mapping-config.ts';
import { type MessageBatch, messageBatches } from './message-event.ts';
import { QUEUE_CALL_LIMIT, type QueueMessage } from './queue-client.ts';

const DELETE_ATTEMPTS = 3;
const MAX_REASON_LENGTH = 300;

/**
 * Brings received messages to their end: deletes what the function processed, lets the rest be received again. In a FIFO queue
 * nothing is invoked after a failure, so that no message overtakes an earlier one of its group.
 */
export async function settle(
  messages: readonly QueueMessage[],
  config: SqsMappingConfig,
  deps: SqsMappingDeps,
  signal: AbortSignal,
): Promise<void> {
  const giveBackAtMs = deps.clock.now() + (config.visibilityTimeoutSeconds * 1_000) / 2;
  let stopped = false;
  for (const batch of messageBatches(messages, config)) {
    const failed: readonly QueueMessage[] = stopped
      ? batch.messages
      : await invoke(batch, giveBackAtMs, config, deps, signal);
    // What was running as everything stops was not the function's failure.
    if (!stopped && !signal.aborted) deps.observe.invoked(config.id, failed.length);
    const done = batch.messages.filter((message) => !failed.includes(message));
    for (let start = 0; start < done.length; start += QUEUE_CALL_LIMIT) {
      await remove(done.slice(start, start + QUEUE_CALL_LIMIT), config, deps, signal);
    }
    for (const message of failed) release(message, config, deps);
    stopped = signal.aborted || (config.fifo && failed.length > 0);
  }
}

/** The messages that failed. Throttles are tried again for half of the visibility timeout. */
async function invoke(
  batch: MessageBatch,
  giveBackAtMs: number,
  config: SqsMappingConfig,
  deps: SqsMappingDeps,
  signal: AbortSignal,
): Promise<readonly QueueMessage[]> {
  const { clock, pace } = deps;
  for (let throttles = 1; ; throttles += 1) {
    const result = await deps.invoke(config.functionName, batch.event);
    if (result.outcome === 'success') return failedMessages(batch, result.payload, config, deps);
    const waitMs = backOffMs(pace.backOff, throttles);
    if (result.outcome === 'throttled' && !signal.aborted && clock.now() + waitMs <= giveBackAtMs) {
      await clock.sleep(waitMs, signal);
      continue;
    }
    if (result.outcome === 'function-error' && !signal.aborted)
      logFailure(batch.messages, result.payload, config, deps);
    if (result.outcome === 'rejected') logFailure(batch.messages, result.reason, config, deps);
    return batch.messages;
  }
}

function failedMessages(
  { messages }: MessageBatch,
  payload: string,
  config: SqsMappingConfig,
  deps: SqsMappingDeps,
): readonly QueueMessage[] {
  if (!config.reportItemFailures) return [];
  const verdict = readBatchResponse(
    payload,
    messages.map((message) => message.messageId),
  );
  const failed =
    verdict.kind === 'whole-failure' ? messages : messages.filter((_, index) => verdict.failed.includes(index));
  if (failed.length > 0) logFailure(failed, `it answered ${payload}`, config, deps);
  return failed;
}

function logFailure(
  messages: readonly QueueMessage[],
  reason: string,
  config: SqsMappingConfig,
  deps: SqsMappingDeps,
): void {
  deps.log(`${config.functionName} failed on ${messages.length} messages: ${reason.slice(0, MAX_REASON_LENGTH)}`);
}

async function remove(
  messages: readonly QueueMessage[],
  config: SqsMappingConfig,
  deps: SqsMappingDeps,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    await deps.queueUp(signal);
    try {
      return await deps.queue.delete(messages);
    } catch (error) {
      // What cannot be deleted will come again: delivery is at least once.
      if (attempt === DELETE_ATTEMPTS) return deps.log(`${config.functionName}: ${String(error)}`);
      await deps.clock.sleep(backOffMs(deps.pace.backOff, attempt));
    }
  }
}

function release(message: QueueMessage, config: SqsMappingConfig, deps: SqsMappingDeps): void {
  const receiveCount = Number(message.attributes.ApproximateReceiveCount ?? 1);
  const seconds = Math.min(deps.pace.retrySeconds(receiveCount), config.visibilityTimeoutSeconds);
  try {
    deps.queue.release(message, seconds);
  } catch (error) {
    // It comes again all the same, once its visibility timeout is over.
    deps.log(`${config.functionName}: ${String(error)}`);
  }
}
