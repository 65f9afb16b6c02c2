/** A message as it was received. */
export interface ReceivedMessage {
  readonly body: string;
  /** Texts, by name. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a consumer of the retry queue may do to a message that it holds. */
export interface RetryQueue {
  /**
   * Hides the message for this long, whole seconds up to 12 h, counted from now.
   *
   * @throws RetryableError where the queue cannot answer now; the message then comes again after its visibility timeout
   */
  postpone(receiptHandle: string, delayMs: number): Promise<void>;
  /**
   * Sends the same message anew, as one that was never received, hidden for this long, whole seconds up to 15 min.
   *
   * @throws RetryableError where the queue cannot answer now; it may have been sent
   */
  sendAnew(message: ReceivedMessage, delayMs: number): Promise<void>;
}
