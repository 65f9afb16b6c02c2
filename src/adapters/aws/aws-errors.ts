import { RetryableError } from '../../ports/errors.ts';

/** The service asks for less traffic (DynamoDB, Kinesis, SQS, S3 and Glue API references, "Common errors" and each operation's). */
const THROTTLES = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'TooManyRequestsException',
  'LimitExceededException',
  'KMSThrottlingException',
  'KmsThrottled',
  // As SQS names it for one message of several.
  'KMS.ThrottlingException',
  'OverLimit',
  'SlowDown',
  'BandwidthLimitExceeded',
  'PriorRequestNotComplete',
]);

/** The service failed, or somebody else was writing: the same request may succeed. */
const TRANSIENT = new Set([
  'InternalServerError',
  'InternalFailure',
  'InternalFailureException',
  'InternalError',
  'InternalServiceException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ReplicatedWriteConflictException',
  'ConcurrentModificationException',
  'OperationAborted',
  'ResourceInUseException',
  // Below: no answer, or one that was cut off, so the outcome is unknown.
  'TimeoutError',
  'RequestTimeout',
  'RequestTimeoutException',
  'OperationTimeoutException',
  'AbortError',
  'SyntaxError',
]);

/** The request lay too long before it was sent, as in a process that was frozen: signed anew it may succeed. */
const STALE_SIGNATURES = new Set(['RequestExpired', 'RequestTimeTooSkewed']);

const CONNECTION_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
  // Of `fetch`, whose errors have them as their cause.
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);

const HTTP_REQUEST_TIMEOUT = 408;
/** Errors that have one another as their cause. */
const MAX_DEPTH = 10;

/** What is looked at in whatever a client throws. */
interface Thrown {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean };
  readonly $retryable?: { readonly throttling?: boolean };
}

/**
 * The answer to a request. A transient failure becomes a `RetryableError`, with the SDK's error as its cause; every other error
 * passes through.
 *
 * @param what names the request in the message
 */
export async function answerTo<T>(what: string, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw toPortError(what, error);
  }
}

/** The error that a port throws for one that a client threw. */
export function toPortError(what: string, error: unknown): unknown {
  if (isThrottle(error))
    return new RetryableError(`${what} was throttled: ${textOf(error)}`, { cause: error, throttled: true });
  if (isTransient(error))
    return new RetryableError(`${what} failed, outcome unknown: ${textOf(error)}`, { cause: error });
  return error;
}

/** True for the name or code of an error by which a service asks for less traffic. */
export function isThrottleCode(code: unknown): boolean {
  return isOneOf(THROTTLES, code);
}

function isThrottle(error: unknown): boolean {
  if (!isThrown(error)) return false;
  return isThrottleCode(error.name) || error.$metadata?.httpStatusCode === 429 || error.$retryable?.throttling === true;
}

function isTransient(error: unknown, depth = 0): boolean {
  if (!isThrown(error)) return false;
  const { httpStatusCode = 0 } = error.$metadata ?? {};
  return (
    isOneOf(TRANSIENT, error.name) ||
    isOneOf(CONNECTION_CODES, error.code) ||
    httpStatusCode === HTTP_REQUEST_TIMEOUT ||
    httpStatusCode >= 500 ||
    error.$retryable !== undefined ||
    isStale(error) ||
    // A cause may lead back to where it came from.
    (error.cause !== undefined && depth < MAX_DEPTH && isTransient(error.cause, depth + 1))
  );
}

/** A wrong signature is for ever; one that has expired tells of the time that passed since (Signature Version 4, "Troubleshooting"). */
function isStale({ name, message, $metadata }: Thrown): boolean {
  if (isOneOf(STALE_SIGNATURES, name) || $metadata?.clockSkewCorrected === true) return true;
  return name === 'InvalidSignatureException' && typeof message === 'string' && message.includes('Signature expired');
}

/** A parse boundary: clients throw service exceptions, Node errors and plain objects alike. */
function isThrown(error: unknown): error is Thrown {
  return typeof error === 'object' && error !== null;
}

function isOneOf(names: ReadonlySet<string>, name: unknown): boolean {
  return typeof name === 'string' && names.has(name);
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
