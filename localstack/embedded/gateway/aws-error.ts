/** An answer an AWS service gives instead of a result; what SDKs turn into an exception named `code`. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly options: {
      /** HTTP status, 400 unless told. */
      readonly statusCode?: number;
      /** Further members of the error, such as `Item` of a failed condition. */
      readonly fields?: Readonly<Record<string, unknown>>;
      /** The code that the query protocol and SDKs compatible with it use, where it differs from `code`. */
      readonly queryCode?: string;
      readonly cause?: Error;
      /** Asked for by whoever started the local AWS, or S3's own 501: a status from 500 on is no failure of ours. */
      readonly intended?: boolean;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = code;
  }

  get statusCode(): number {
    return this.options.statusCode ?? 400;
  }

  get queryCode(): string {
    return this.options.queryCode ?? this.code;
  }
}

/** The operation exists in no service here, or not in this one. */
export function unknownOperation(service: string, operation: string): AwsError {
  return new AwsError('UnknownOperationException', `The local AWS does not implement ${service} ${operation}`);
}
