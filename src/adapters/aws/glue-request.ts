import { SignatureV4 } from '@smithy/signature-v4';

type SignatureOptions = ConstructorParameters<typeof SignatureV4>[0];

export interface GlueRequestDeps {
  /** Credentials, region and hash of any service client: what signs its requests signs these. */
  readonly config: Pick<SignatureOptions, 'credentials' | 'region' | 'sha256'>;
  readonly fetch: typeof fetch;
  /** Default: Glue of the client's region. */
  readonly endpoint?: string | undefined;
}

/** Calls an operation of Glue. @throws an error named like Glue's, or what `fetch` throws */
export type GlueRequest = (operation: string, input: object) => Promise<Readonly<Record<string, unknown>>>;

/** Far above what a healthy service takes, far below a function's timeout. */
const TIMEOUT_MS = 3_000;

/**
 * Makes what calls Glue by one signed request in AWS JSON 1.1. Functions make one kind of call, rarely; the SDK's client would more
 * than double their size for it (695 KB, since it does not leave out what is not used).
 */
export function makeGlueRequest({ config, fetch, endpoint }: GlueRequestDeps): GlueRequest {
  const signer = new SignatureV4({ ...config, service: 'glue' });

  return async (operation, input) => {
    const url = new URL(endpoint ?? (await endpointOf(config.region)));
    const body = JSON.stringify(input);
    const signed = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: '/',
      headers: {
        host: url.host,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSGlue.${operation}`,
      },
      body,
    });
    // `fetch` takes the host from the URL, and the same one was signed.
    const { host: _host, ...headers } = signed.headers;
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    if (!response.ok) throw serviceError(response.status, text);
    return objectOf(JSON.parse(text));
  };
}

async function endpointOf(region: SignatureOptions['region']): Promise<string> {
  const name = typeof region === 'string' ? region : await region();
  return `https://glue.${name}.amazonaws.com${name.startsWith('cn-') ? '.cn' : ''}`;
}

/** An error in the form of the SDK's: named like the service's, with the status. */
function serviceError(status: number, text: string): Error {
  const body = parsedOr(text, {});
  const type = typeof body.__type === 'string' ? body.__type.slice(body.__type.indexOf('#') + 1) : `HTTP ${status}`;
  const message = body.Message ?? body.message ?? text.slice(0, 200);
  return Object.assign(new Error(String(message)), { name: type, $metadata: { httpStatusCode: status } });
}

function parsedOr<T>(text: string, otherwise: T): Readonly<Record<string, unknown>> | (T & Record<string, unknown>) {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return otherwise as T & Record<string, unknown>;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new SyntaxError('the answer is no JSON object');
}
