/** What a consumer of the retry queue may do to a message that it holds. */
export interface RetryQueue {
  /**
   * Hides the message for this long, whole seconds up to 12 h, counted from now.
   *
   * @throws RetryableError where the queue cannot answer now; the message then comes again after its visibility timeout
   */
  postpone(receiptHandle: string, delayMs: number): Promise<void>;
}
