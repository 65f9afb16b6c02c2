/** What a queue was sent within the interval of deduplication, by deduplication id (SQS Developer Guide, "Exactly-once processing"). */
export class SentBefore {
  readonly #sent = new Map<string, { readonly messageId: string; readonly sentMs: number }>();

  /** The message that was sent under the id already, whatever has become of it. */
  find(id: string, nowMs: number): string | undefined {
    // As they were sent: those that are over stand in front.
    for (const [oldest, { sentMs }] of this.#sent) {
      if (nowMs - sentMs < INTERVAL_MS) break;
      this.#sent.delete(oldest);
    }
    return this.#sent.get(id)?.messageId;
  }

  add(id: string, messageId: string, sentMs: number): void {
    this.#sent.set(id, { messageId, sentMs });
  }
}

const INTERVAL_MS = 300_000;
