/** What a service answers to one request over HTTP. */
export class HttpAnswer {
  readonly status: number;
  readonly body: string | Uint8Array<ArrayBuffer>;

  constructor(status: number, body: string | Uint8Array<ArrayBuffer> = '') {
    this.status = status;
    this.body = body;
  }
}
