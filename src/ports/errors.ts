/**
 * A transient failure: throttled, timed out, connection lost, service down. The work may or may not have taken effect; whoever
 * retries must look. Fails the batch item, never loses it.
 */
export class RetryableError extends Error {
  override readonly name = 'RetryableError';
  /** True where the service asked for less traffic: back off, do not just try again. */
  readonly throttled: boolean;

  constructor(message: string, options: { readonly cause?: unknown; readonly throttled?: boolean } = {}) {
    super(message, { cause: options.cause });
    this.throttled = options.throttled ?? false;
  }
}
