import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../lambda/clock.ts';
import type { Invoke } from '../lambda/invocation.ts';
import type { ReleaseEarly } from '../sqs/acknowledge.ts';
import { startKinesisMapping } from './kinesis/mapping.ts';
import type { KinesisMappingConfig, KinesisPace, ProgressStore, Redelivery } from './kinesis/mapping-config.ts';
import { makeStreamReader } from './kinesis/stream-reader.ts';
import { type MappingObserver, UNOBSERVED } from './observe-mapping.ts';
import type { RunningMapping } from './running-mapping.ts';
import { startSqsMapping } from './sqs/mapping.ts';
import type { SqsMappingConfig, SqsPace } from './sqs/mapping-config.ts';
import { makeQueueClient } from './sqs/queue-client.ts';

/** A source may feed a function once: Lambda answers a second mapping with ResourceConflictException. */
export class MappingConflictError extends Error {
  constructor(source: string, functionName: string) {
    super(`another event source mapping takes ${source} to ${functionName}`);
    this.name = 'MappingConflictError';
  }
}

/** Starts event source mappings over the services' own API. @throws MappingConflictError */
export interface EventSources {
  startKinesis(streamName: string, config: KinesisMappingConfig): Promise<RunningMapping>;
  startSqs(queueUrl: string, config: SqsMappingConfig): Promise<RunningMapping>;
}

/** Polls are local, so waits are short; a long-idle stream still costs little. */
export const LOCAL_PACE = {
  kinesis: {
    poll: { firstMs: 50, capMs: 400 },
    discoverMs: 1_000,
    backOff: { firstMs: 50, capMs: 2_000 },
  } satisfies KinesisPace,
  sqs: {
    longPollSeconds: 1,
    pollMs: 50,
    backOff: { firstMs: 50, capMs: 1_000 },
    retrySeconds: (receiveCount) => 2 ** Math.min(receiveCount - 1, 5),
  } satisfies SqsPace,
};

export function makeEventSources(deps: {
  readonly kinesis: KinesisClient;
  readonly sqs: SQSClient;
  /** Resolves at once while SQS is up, else when it is again or the signal is aborted. */
  readonly sqsUp: (signal: AbortSignal) => Promise<void>;
  readonly releaseEarly: ReleaseEarly;
  readonly invoke: Invoke;
  readonly progress: ProgressStore;
  readonly newId: () => string;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly redelivery?: Redelivery | undefined;
  readonly observe?: MappingObserver;
  readonly pace?: typeof LOCAL_PACE;
}): EventSources {
  const { kinesis, sqs, releaseEarly, observe = UNOBSERVED, pace = LOCAL_PACE } = deps;
  const taken = new Set<string>();
  const observerOf = ({ countEvents }: { readonly countEvents?: boolean | undefined }): MappingObserver =>
    countEvents ? observe : { ...UNOBSERVED, delivered: observe.delivered };

  const once = async (source: string, functionName: string, start: () => Promise<RunningMapping>) => {
    const pair = `${source} ${functionName}`;
    if (taken.has(pair)) throw new MappingConflictError(source, functionName);
    taken.add(pair);
    try {
      const mapping = await start();
      return {
        async stop() {
          await mapping.stop();
          taken.delete(pair);
        },
      };
    } catch (error) {
      taken.delete(pair);
      throw error;
    }
  };

  return {
    startKinesis: (streamName, config) =>
      once(config.streamArn, config.functionName, () =>
        startKinesisMapping(config, {
          ...deps,
          observe: observerOf(config),
          pace: pace.kinesis,
          reader: makeStreamReader(kinesis, streamName),
          sendToQueue: async (queueUrl, body) =>
            void (await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }))),
        }),
      ),
    startSqs: (queueUrl, config) =>
      once(config.queueArn, config.functionName, async () =>
        startSqsMapping(config, {
          ...deps,
          observe: observerOf(config),
          pace: pace.sqs,
          queue: makeQueueClient(sqs, queueUrl, releaseEarly),
          queueUp: deps.sqsUp,
        }),
      ),
  };
}
