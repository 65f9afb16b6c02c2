import type { KinesisClient } from '@aws-sdk/client-kinesis';

/** What adapters use of the SDK's client: it sends commands. */
export function kinesisClient(send: (command: object) => Promise<object>): KinesisClient {
  // The answers are those of the commands, which their types do not say.
  return { send } as KinesisClient;
}
