import {
  ConditionalCheckFailedException,
  type DynamoDBServiceException,
  InternalServerError,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { LimitExceededException, ResourceNotFoundException } from '@aws-sdk/client-kinesis';
import { describe, expect, test } from 'vitest';
import { answerTo, toPortError } from '../../src/adapters/aws/aws-errors.ts';
import { InvariantError } from '../../src/engine/errors.ts';

const $metadata = { httpStatusCode: 400 };
const of = (make: new (options: { message: string; $metadata: object }) => DynamoDBServiceException) =>
  new make({ message: 'of the service', $metadata });
function circular(): Error {
  const error = new Error('round and round');
  error.cause = error;
  return error;
}
const named = (name: string, fields: object = {}) => Object.assign(new Error('of the service'), { name }, fields);

describe('errors of the SDK', () => {
  test.each<[string, unknown]>([
    ['table throughput exceeded', of(ProvisionedThroughputExceededException)],
    ['account limit exceeded', of(RequestLimitExceeded)],
    ['on-demand throttling', named('ThrottlingException')],
    ['too many calls to a stream', new LimitExceededException({ message: 'of the service', $metadata })],
    ['SQS throttling', named('RequestThrottled', { $metadata: { httpStatusCode: 403 } })],
    ['KMS throttling', named('KMSThrottlingException')],
    ['KMS throttling as SQS tells it', named('KmsThrottled', { $metadata })],
    ['too many messages in flight', named('OverLimit', { $metadata })],
    ['S3 throttling', named('SlowDown', { $metadata: { httpStatusCode: 503 } })],
    ['Glue throttling', named('ThrottlingException', { $metadata })],
    ['HTTP 429', named('Anything', { $metadata: { httpStatusCode: 429 } })],
    ['what the SDK itself calls throttling', named('Anything', { $retryable: { throttling: true } })],
  ])('are throttles: %s', (_what, error) => {
    expect(toPortError('a query', error)).toMatchObject({ name: 'RetryableError', throttled: true, cause: error });
  });

  test.each<[string, unknown]>([
    ['internal error', of(InternalServerError)],
    ['another writer in a transaction', of(TransactionConflictException)],
    ['request timeout', named('TimeoutError')],
    ['aborted request', named('AbortError')],
    ['connection reset', named('Error', { code: 'ECONNRESET' })],
    ['connection refused', named('AggregateError', { code: 'ECONNREFUSED' })],
    ['name not resolved', named('Error', { code: 'EAI_AGAIN' })],
    ['socket closed while writing', named('Error', { code: 'EPIPE' })],
    ['connection error inside another', named('Error', { cause: { code: 'ETIMEDOUT' } })],
    ['connection closed under fetch', named('TypeError', { cause: { code: 'UND_ERR_SOCKET' } })],
    ['S3 failing', named('InternalError', { $metadata: { httpStatusCode: 500 } })],
    ['S3 in two minds', named('OperationAborted', { $metadata: { httpStatusCode: 409 } })],
    ['Glue failing', named('InternalServiceException')],
    ['Glue taking too long', named('OperationTimeoutException', { $metadata })],
    ['another writer of a schema', named('ConcurrentModificationException', { $metadata })],
    ['a transaction under way', named('TransactionInProgressException', { $metadata })],
    ['SQS away', named('ServiceUnavailable', { $metadata: { httpStatusCode: 503 } })],
    ['a request signed long before it was sent', named('RequestTimeTooSkewed', { $metadata })],
    [
      'a signature that has expired',
      Object.assign(new Error('Signature expired: 20260101T000000Z is now earlier than'), {
        name: 'InvalidSignatureException',
        $metadata,
      }),
    ],
    ['a clock that the SDK has set right', named('Anything', { $metadata: { clockSkewCorrected: true } })],
    ['no route any more', named('Error', { code: 'ENETDOWN' })],
    ['no port left', named('Error', { code: 'EADDRNOTAVAIL' })],
    ['HTTP 408', named('Unknown', { $metadata: { httpStatusCode: 408 } })],
    ['HTTP 503', named('Unknown', { $metadata: { httpStatusCode: 503 } })],
    ['HTTP 500', named('UnknownError', { $metadata: { httpStatusCode: 500 } })],
    ['an answer cut off', named('SyntaxError')],
    ['what the SDK itself would retry', named('Anything', { $retryable: {} })],
  ])('leave the outcome unknown: %s', (_what, error) => {
    expect(toPortError('a query', error)).toMatchObject({ name: 'RetryableError', throttled: false, cause: error });
  });

  test.each<[string, unknown]>([
    ['a failed condition', of(ConditionalCheckFailedException)],
    ['a table that is not there', new ResourceNotFoundException({ message: 'of the service', $metadata })],
    ['a wrong request', named('ValidationException', { $metadata })],
    ['no permission', named('AccessDeniedException', { $metadata })],
    ['a wrong signature', named('InvalidSignatureException', { $metadata })],
    ['a key that is disabled', named('KMSDisabledException', { $metadata })],
    ['an error of ours', new InvariantError('ours')],
    ['an error that is its own cause', circular()],
    ['what is no error at all', 'thrown text'],
    ['nothing', undefined],
  ])('pass through: %s', (_what, error) => {
    expect(toPortError('a query', error)).toBe(error);
  });

  test('an answer is passed on, and a failure says what was asked', async () => {
    await expect(answerTo('a query', Promise.resolve(7))).resolves.toBe(7);
    const failed = answerTo('a query', Promise.reject(named('ThrottlingException')));
    await expect(failed).rejects.toThrow('a query was throttled: ThrottlingException: of the service');
  });
});
