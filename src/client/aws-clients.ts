import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { type ClientOptions, makeClients } from '../adapters/aws/clients.ts';
import { systemClock } from '../adapters/aws/system-clock.ts';
import type { ClientDeps } from './client.ts';

/** Service clients for `connect`, on the endpoint given or whatever is in force. For composition roots. */
export function makeClientDeps(options: ClientOptions = {}): ClientDeps {
  const { dynamodb, kinesis, sqs } = makeClients(options);
  return { dynamodb, kinesis, sqs, cloudformation: new CloudFormationClient({ ...options }), clock: systemClock };
}
