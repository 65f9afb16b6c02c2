import { SignatureV4 } from '@smithy/signature-v4';

type SignatureOptions = ConstructorParameters<typeof SignatureV4>[0];

/** Credentials, region and hash of any service client: what signs its requests signs these. */
export type SigningConfig = Pick<SignatureOptions, 'credentials' | 'region' | 'sha256'>;

export interface SignedFetchDeps {
  readonly config: SigningConfig;
  readonly fetch: typeof fetch;
  /** As AWS names it in signatures. */
  readonly service: 'glue' | 's3' | 'sts';
  /** Of a whole request, its answer's body included. */
  readonly timeoutMs: number;
}

export interface SignedRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

export type SignedFetch = (request: SignedRequest) => Promise<Response>;

/**
 * Makes what sends requests with AWS's signature. Functions make one or two kinds of calls to these services, rarely; the SDK's clients
 * would more than double their size for it, since they do not leave out what is not used.
 */
export function makeSignedFetch({ config, fetch, service, timeoutMs }: SignedFetchDeps): SignedFetch {
  // S3 alone takes a path encoded once, as it is sent (S3 API reference, "Signature Calculations").
  const signer = new SignatureV4({
    ...config,
    service,
    uriEscapePath: service !== 's3',
    applyChecksum: service === 's3',
  });

  return async ({ method, url, headers: given = {}, body }) => {
    const signed = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      headers: { host: url.host, ...given },
      body,
    });
    // `fetch` takes the host from the URL, and the same one was signed.
    const { host: _host, ...headers } = signed.headers;
    return fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(timeoutMs),
    });
  };
}

/** Where a service is reached in a region. */
export async function endpointOf(host: string, region: SigningConfig['region']): Promise<URL> {
  const name = typeof region === 'string' ? region : await region();
  return new URL(`https://${host}.${name}.amazonaws.com${name.startsWith('cn-') ? '.cn' : ''}`);
}

/** An error in the form of the SDK's: named like the service's, with the status. */
export function serviceError(name: string, message: string, status: number): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}
