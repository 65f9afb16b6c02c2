import type { SqsMappingConfig, SqsMappingDeps } from './mapping-config.ts';
import { QUEUE_CALL_LIMIT, type QueueMessage } from './queue-client.ts';

/** Receives until the batch is full or its window, counted from the first message, is over; empty when nothing came. */
export async function gatherMessages(
  config: SqsMappingConfig,
  { queue, clock, pace }: SqsMappingDeps,
  signal: AbortSignal,
): Promise<QueueMessage[]> {
  const receive = (held: number, waitSeconds: number) =>
    queue.receive(Math.min(QUEUE_CALL_LIMIT, config.batchSize - held), waitSeconds, signal);
  const messages = await receive(0, pace.longPollSeconds);
  const deadlineMs = clock.now() + config.windowMs;
  while (messages.length > 0 && messages.length < config.batchSize && clock.now() < deadlineMs && !signal.aborted) {
    const more = await receive(messages.length, 0).catch(() => undefined);
    // Whatever it is will meet the next receive; what came already need not wait for that.
    if (more === undefined) break;
    messages.push(...more);
    if (more.length === 0) await clock.sleep(Math.min(pace.pollMs, deadlineMs - clock.now()), signal);
  }
  return messages;
}
