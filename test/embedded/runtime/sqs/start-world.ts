import type { SQSEvent } from 'aws-lambda';
import { afterEach, vi } from 'vitest';
import { UNOBSERVED } from '../../../../localstack/embedded/event-sources/observe-mapping.ts';
import { startSqsMapping } from '../../../../localstack/embedded/event-sources/sqs/mapping.ts';
import type {
  SqsMappingConfig,
  SqsMappingDeps,
} from '../../../../localstack/embedded/event-sources/sqs/mapping-config.ts';
import { systemClock } from '../../../../localstack/embedded/lambda/clock.ts';
import type { InvokeResult } from '../../../../localstack/embedded/lambda/invocation.ts';
import { makeFakeQueue } from './fake-queue.ts';

/** Mappings stop with their tests. */
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

/** Waits for what the mapping does by itself. */
export const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 2 });
const executed = { requestId: 'r', durationMs: 1 };
export const success = (value: unknown = null): InvokeResult => {
  return { outcome: 'success', ...executed, payload: JSON.stringify(value) };
};
export const failure: InvokeResult = {
  outcome: 'function-error',
  functionError: 'Unhandled',
  ...executed,
  payload: '{}',
};
export const throttled: InvokeResult = { outcome: 'throttled', requestId: 'r' };

export const mappingConfig: SqsMappingConfig = {
  id: 'mapping',
  functionName: 'fn',
  queueArn: 'arn:aws:sqs:us-east-1:000000000000:tasks',
  region: 'us-east-1',
  fifo: false,
  batchSize: 10,
  windowMs: 0,
  reportItemFailures: false,
  maxConcurrency: 1,
  visibilityTimeoutSeconds: 30,
};

/** A mapping over a queue in memory; `fn` gets the bodies of an event. */
export function startWorld(
  bodies: readonly (string | [body: string, group: string])[],
  fn: (bodies: string[], event: SQSEvent) => InvokeResult | Promise<InvokeResult>,
  config: Partial<SqsMappingConfig> = {},
  queueUp: SqsMappingDeps['queueUp'] = async () => {},
) {
  const queue = makeFakeQueue();
  const ids = bodies.map((item) => (typeof item === 'string' ? queue.send(item) : queue.send(...item)));
  const events: SQSEvent[] = [];
  const log: string[] = [];
  const failedEvents: number[] = [];
  const mapping = startSqsMapping(
    { ...mappingConfig, ...config },
    {
      queue: queue.client,
      queueUp,
      invoke: async (_, text) => {
        const event = JSON.parse(text) as SQSEvent;
        events.push(event);
        return fn(
          event.Records.map((record) => record.body),
          event,
        );
      },
      clock: systemClock,
      observe: { ...UNOBSERVED, invoked: (_, failed) => failedEvents.push(failed) },
      pace: {
        longPollSeconds: 1,
        pollMs: 1,
        backOff: { firstMs: 1, capMs: 2 },
        retrySeconds: (receiveCount) => receiveCount * 7,
      },
      log: (line) => log.push(line),
    },
  );
  stops.push(mapping.stop);
  const batches = () => events.map((event) => event.Records.map((record) => record.body).join(''));
  return { queue, ids, events, batches, log, mapping, failedEvents };
}
