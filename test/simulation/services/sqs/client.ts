import type { SQSClient } from '@aws-sdk/client-sqs';

/** What adapters use of the SDK's client: it sends commands. */
export function sqsClient(send: (command: object) => Promise<object>): SQSClient {
  // The answers are those of the commands, which their types do not say.
  return { send } as SQSClient;
}
