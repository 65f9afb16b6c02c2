import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Surroundings } from '../../lambdas/aws/surroundings.ts';
import { describeHttp, describeRequest } from './describe-request.ts';
import { type Caller, failure, type Network, type Request } from './network.ts';
import { SIGNING } from './services/http/signing.ts';
import type { Service } from './services.ts';
import type { World } from './world.ts';

/** What functions reach their services by. */
export type Reach = Pick<Surroundings, 'clients' | 'fetch'>;

/** As the SDK's clients are set in production. */
const MAX_ATTEMPTS = 3;
/** The others stand for requests of which every attempt failed. */
const TRIED_AGAIN_SHARE = 0.5;
const MOST_BACK_OFF_MS = 200;

/** What each service throws where it is asked too much of. */
const THROTTLES = {
  dynamodb: ['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded'],
  kinesis: ['ProvisionedThroughputExceededException', 'LimitExceededException'],
  sqs: ['RequestThrottled', 'ThrottlingException'],
} as const;

/**
 * SDK clients of one process, over the simulated services: what the production adapters are given in place of clients over HTTP. Like
 * those they try a failed request again, so that a write that took effect and was not answered may be followed by itself.
 *
 * @param rewrite changes what is sent, for mutants
 */
export function makeReach(
  world: World,
  owner: Caller,
  network: Network,
  rewrite: (command: object) => object = (command) => command,
): Reach {
  const { random, faults, scheduler, services } = world;

  const tried = async (request: Request): Promise<unknown> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await network(request);
      } catch (error) {
        if (!isTransient(error) || attempt === MAX_ATTEMPTS || !random.chance(TRIED_AGAIN_SHARE)) throw error;
        faults.count('request tried again by its client');
        await new Promise<void>((resolve) => scheduler.at(random.int(0, MOST_BACK_OFF_MS), resolve, owner));
      }
    }
  };

  const clientOf = (service: Service, throttles: readonly string[]) => ({
    send: (given: object): Promise<unknown> => {
      const command = rewrite(given);
      return tried({
        ...describeRequest(command),
        perform: () => service.execute(command),
        throttle: () => failure(random.pick(throttles), 'too much traffic', { httpStatusCode: 400 }),
      });
    },
  });

  return {
    clients: {
      // The adapters use nothing of a client but `send`, and what signs requests to services that no client is bundled for.
      dynamodb: { ...clientOf(services.dynamodb, THROTTLES.dynamodb), config: SIGNING } as unknown as DynamoDBClient,
      kinesis: clientOf(services.kinesis, THROTTLES.kinesis) as unknown as KinesisClient,
      sqs: clientOf(services.sqs, THROTTLES.sqs) as unknown as SQSClient,
    },
    fetch: async (url, init) => {
      const request = services.http.parse(url, init);
      const answer = await network({
        ...describeHttp(request.words, request.isWrite),
        perform: () => services.http.answer(request),
        throttle: () => failure('ThrottlingException', 'too much traffic', { httpStatusCode: 400 }),
      });
      return services.http.responseOf(answer);
    },
  };
}

function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // Refusals by a condition, and of what is wrong, have a status of their own.
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return (
    'code' in error || error.name === 'TimeoutError' || isThrottle(error.name) || $metadata?.httpStatusCode === 500
  );
}

function isThrottle(name: string): boolean {
  return Object.values(THROTTLES).some((names) => (names as readonly string[]).includes(name));
}
