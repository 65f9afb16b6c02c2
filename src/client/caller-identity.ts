import { endpointOf, makeSignedFetch, type SigningConfig, serviceError } from '../adapters/aws/signed-fetch.ts';

/** Whose credentials are in force. */
export interface CallerIdentity {
  readonly account: string;
  readonly arn: string;
}

export interface IdentityDeps {
  readonly config: SigningConfig;
  readonly fetch: typeof fetch;
  /** Default: STS of the client's region. */
  readonly endpoint?: string | undefined;
}

const TIMEOUT_MS = 10_000;

/** Asks STS whose credentials these are; everybody may. By one signed request: the client would be a dependency for it alone. */
export async function readCallerIdentity({ config, fetch, endpoint }: IdentityDeps): Promise<CallerIdentity> {
  const signedFetch = makeSignedFetch({ config, fetch, service: 'sts', timeoutMs: TIMEOUT_MS });
  const response = await signedFetch({
    method: 'POST',
    url: endpoint === undefined ? await endpointOf('sts', config.region) : new URL('/', endpoint),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  });
  const text = await response.text();
  if (!response.ok) {
    throw serviceError(
      elementOf(text, 'Code') ?? `HTTP ${response.status}`,
      elementOf(text, 'Message') ?? text.slice(0, 200),
      response.status,
    );
  }
  return { account: elementOf(text, 'Account') ?? '', arn: elementOf(text, 'Arn') ?? '' };
}

/** STS answers in XML (AWS STS API reference, GetCallerIdentity); these elements hold text alone. */
function elementOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}
