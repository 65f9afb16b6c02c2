/** Names of this machine alone. */
const LOOPBACK = /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/;

/**
 * What the SDK needs besides an endpoint on this machine: a local AWS takes any credentials, and asking for real ones, a login perhaps,
 * would be pointless. Empty for every other endpoint.
 */
export function localEnvironment(
  endpoint: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  if (endpoint === undefined || !LOOPBACK.test(endpoint)) return {};
  return {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: environment.AWS_REGION ?? 'us-east-1',
  };
}
