import { HttpAnswer } from './http-answer.ts';

export interface S3Call {
  readonly method: 'GET' | 'PUT';
  readonly bucket: string;
  readonly key: string;
  /** Of a PUT. */
  readonly data: Uint8Array;
}

export interface SimS3Deps {
  /** Default: whatever bucket is asked for exists. */
  readonly buckets?: ReadonlySet<string>;
}

/** S3 User Guide, "Naming Amazon S3 objects". */
const MAX_KEY_BYTES = 1_024;

/** S3, as far as whole objects go. */
export class SimS3 {
  readonly #buckets: ReadonlySet<string> | undefined;
  readonly #objects = new Map<string, Uint8Array<ArrayBuffer>>();

  constructor({ buckets }: SimS3Deps) {
    this.#buckets = buckets;
  }

  answer({ method, bucket, key, data }: S3Call): HttpAnswer {
    if (this.#buckets?.has(bucket) === false) return failed(404, 'NoSuchBucket', 'The specified bucket does not exist');
    if (Buffer.byteLength(key) > MAX_KEY_BYTES) return failed(400, 'KeyTooLongError', 'Your key is too long');
    const place = `${bucket}/${key}`;
    if (method === 'PUT') {
      // What the sender does with his bytes later is his.
      this.#objects.set(place, new Uint8Array(data));
      return new HttpAnswer(200);
    }
    const object = this.#objects.get(place);
    return object ? new HttpAnswer(200, object) : failed(404, 'NoSuchKey', 'The specified key does not exist.');
  }
}

function failed(status: number, code: string, message: string): HttpAnswer {
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return new HttpAnswer(status, `<?xml version="1.0" encoding="UTF-8"?>\n${error}`);
}
