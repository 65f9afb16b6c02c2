import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';

/** A request that DynamoDB does not take. The SDK has no class of its own for it, only the name. */
export function invalid(message: string): DynamoDBServiceException {
  return new DynamoDBServiceException({ name: 'ValidationException', $fault: 'client', message, $metadata: {} });
}

/** What a request may say to DynamoDB, and nothing here understands: a gap of the simulation. */
export function notSimulated(what: string): Error {
  return new Error(`the simulated DynamoDB does not know ${what}`);
}
