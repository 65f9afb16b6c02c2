import type { Archive, ArchiveRef } from '../../ports/archive.ts';
import type { Clock } from '../../ports/clock.ts';
import { RetryableError } from '../../ports/errors.ts';
import { answerTo } from './aws-errors.ts';
import { endpointOf, makeSignedFetch, type SigningConfig, serviceError } from './signed-fetch.ts';

export interface S3ArchiveDeps {
  readonly config: SigningConfig;
  readonly fetch: typeof fetch;
  readonly bucket: string;
  /** Addressed by path. Default: S3 of the client's region, with the bucket in the host's name. */
  readonly endpoint?: string | undefined;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Far above what a healthy service takes for 10 MiB, the largest record (Kinesis API reference, PutRecord). */
const TIMEOUT_MS = 10_000;
const MAX_ATTEMPTS = 3;
/** S3 User Guide, "General purpose bucket naming rules". */
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const FIRST_DELAY_MS = 100;

/**
 * A bucket of S3, by signed requests; the SDK's client would add hundreds of kilobytes to a function that rarely meets a large record.
 * Throttling and failures of the service are tried again a few times, with jitter, then transient.
 *
 * The role needs `s3:ListBucket` besides reading: without it S3 answers that reading is forbidden where nothing is there (S3 API
 * reference, GetObject).
 */
export function makeS3Archive(deps: S3ArchiveDeps): Archive {
  const { config, fetch, bucket: ownBucket, endpoint, clock, random } = deps;
  const signedFetch = makeSignedFetch({ config, fetch, service: 's3', timeoutMs: TIMEOUT_MS });

  const urlOf = async ({ bucket, key }: Pick<ArchiveRef, 'bucket' | 'key'>): Promise<URL> => {
    // A letter names it, and it becomes part of the host that is sent credentials.
    if (!BUCKET_NAME.test(bucket)) throw new RangeError(`not the name of a bucket: ${bucket.slice(0, 80)}`);
    const url = endpoint === undefined ? await endpointOf(`${bucket}.s3`, config.region) : new URL(endpoint);
    url.pathname = endpoint === undefined ? encodeKey(key) : `/${bucket}${encodeKey(key)}`;
    return url;
  };

  const withRetries = async <T>(what: string, ask: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await answerTo(what, ask());
      } catch (error) {
        if (!(error instanceof RetryableError) || attempt === MAX_ATTEMPTS) throw error;
        await clock.after(Math.ceil(random() * FIRST_DELAY_MS * 2 ** attempt));
      }
    }
  };

  return {
    async put(key, data) {
      const ref = { bucket: ownBucket, key };
      // `fetch` takes no memory that somebody else might share.
      const body = new Uint8Array(data);
      await withRetries(`putting ${key} into the archive`, async () => {
        const response = await signedFetch({ method: 'PUT', url: await urlOf(ref), body });
        const text = await response.text();
        if (!response.ok) throw s3Error(response.status, text);
      });
      return { ...ref, bytes: body.length };
    },

    get: (ref) =>
      withRetries(`getting ${ref.key} from the archive`, async () => {
        const response = await signedFetch({ method: 'GET', url: await urlOf(ref) });
        if (response.ok) return new Uint8Array(await response.arrayBuffer());
        const error = s3Error(response.status, await response.text());
        if (error.name === 'NoSuchKey') return undefined;
        throw error;
      }),
  };
}

/** A path as S3 signs it: everything but unreserved characters and slashes encoded, once. */
function encodeKey(key: string): string {
  const encoded = encodeURIComponent(key).replaceAll('%2F', '/');
  return `/${encoded.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)}`;
}

function s3Error(status: number, xml: string): Error {
  const textOf = (element: string): string | undefined => new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  return serviceError(textOf('Code') ?? `HTTP ${status}`, textOf('Message') ?? xml.slice(0, 200), status);
}
