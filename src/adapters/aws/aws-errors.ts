import { RetryableError } from '../../ports/errors.ts';

/** The service asks for less traffic (DynamoDB, Kinesis and SQS API references, "Common errors" and each operation's). */
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
  'SlowDown',
]);

/** The service failed, or somebody else was writing: the same request may succeed. */
const TRANSIENT = new Set([
  'InternalServerError',
  'InternalFailure',
  'InternalFailureException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ReplicatedWriteConflictException',
  'ResourceInUseException',
  // Below: no answer, or one that was cut off, so the outcome is unknown.
  'TimeoutError',
  'RequestTimeout',
  'RequestTimeoutException',
  'AbortError',
  'SyntaxError',
]);

const CONNECTION_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
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

/** What is looked at in whatever a client throws. */
interface Thrown {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
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

function isThrottle(error: unknown): boolean {
  if (!isThrown(error)) return false;
  return (
    isOneOf(THROTTLES, error.name) || error.$metadata?.httpStatusCode === 429 || error.$retryable?.throttling === true
  );
}

function isTransient(error: unknown): boolean {
  if (!isThrown(error)) return false;
  return (
    isOneOf(TRANSIENT, error.name) ||
    isOneOf(CONNECTION_CODES, error.code) ||
    (error.$metadata?.httpStatusCode ?? 0) >= 500 ||
    error.$retryable !== undefined ||
    (error.cause !== undefined && isTransient(error.cause))
  );
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
