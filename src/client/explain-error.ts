import { ClientError } from './errors.ts';

/** Errors of a person's making that any request to AWS may run into; undefined for all others. */
export function explainAwsError(error: unknown, endpoint: string | undefined): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ClientError) return cause.message;
    const line = explain(cause, endpoint);
    if (line !== undefined) return line;
  }
  return undefined;
}

const LOCAL_HINT = 'start the local AWS with npm start -- --keep and set AWS_ENDPOINT_URL to the endpoint it prints';

function explain(error: Error, endpoint: string | undefined): string | undefined {
  const where = endpoint ?? 'AWS';
  switch (error.name) {
    case 'CredentialsProviderError':
    case 'TokenProviderError':
      return `no AWS credentials (${firstLine(error)}): set AWS_PROFILE or run aws configure; or ${LOCAL_HINT}`;
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'InvalidClientTokenId':
    case 'UnrecognizedClientException':
    case 'SignatureDoesNotMatch':
      return `${where} refused the AWS credentials (${firstLine(error)}): renew them, or set AWS_PROFILE to another profile`;
    case 'AccessDenied':
    case 'AccessDeniedException':
      return `not allowed: ${firstLine(error)}`;
    case 'TimeoutError':
      return unreachable(where, 'no answer in time');
    default:
  }
  if (error.message === 'Region is missing') return 'no AWS region: set AWS_REGION, or a region in the profile';
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ECONNREFUSED') return unreachable(where, 'connection refused');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return unreachable(where, 'unknown host');
  if (code === 'ECONNRESET' || code === 'EPIPE') return unreachable(where, 'connection lost');
  return undefined;
}

function unreachable(where: string, why: string): string {
  return `cannot reach ${where} (${why}): check the network and the endpoint; or ${LOCAL_HINT}`;
}

function firstLine(error: Error): string {
  return error.message.split('\n', 1)[0] ?? error.name;
}
