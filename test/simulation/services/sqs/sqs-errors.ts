import {
  BatchEntryIdsNotDistinct,
  BatchRequestTooLong,
  EmptyBatchRequest,
  InvalidBatchEntryId,
  InvalidMessageContents,
  QueueDoesNotExist,
  RequestThrottled,
  SQSServiceException,
  TooManyEntriesInBatchRequest,
} from '@aws-sdk/client-sqs';

const $metadata = { httpStatusCode: 400 };

export const noSuchQueue = () => new QueueDoesNotExist({ message: 'The specified queue does not exist.', $metadata });

export const emptyBatch = () =>
  new EmptyBatchRequest({ message: 'There should be at least one entry in the request.', $metadata });

export const tooManyEntries = (count: number) =>
  new TooManyEntriesInBatchRequest({ message: `A request takes 10 entries, not ${count}.`, $metadata });

export const batchTooLong = (bytes: number) =>
  new BatchRequestTooLong({ message: `A request takes 1048576 bytes, not ${bytes}.`, $metadata });

export const notDistinct = (id: string) => new BatchEntryIdsNotDistinct({ message: `Id ${id} repeated.`, $metadata });

export const invalidEntryId = (id: string | undefined) =>
  new InvalidBatchEntryId({ message: `Not the id of an entry: ${id}.`, $metadata });

export const invalidContents = () =>
  new InvalidMessageContents({ message: 'The message has characters that are not allowed.', $metadata });

export const throttled = () =>
  new RequestThrottled({ message: 'The request was denied due to request throttling.', $metadata });

/** What the SDK has no class for. */
export const invalidParameter = (message: string) => unmodelled('InvalidParameterValue', message);

export const missingParameter = (name: string) =>
  unmodelled('MissingParameter', `The request must contain the parameter ${name}.`);

function unmodelled(name: string, message: string): SQSServiceException {
  return new SQSServiceException({ name, $fault: 'client', message, $metadata });
}
