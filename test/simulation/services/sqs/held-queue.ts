import type { SqsTarget } from './sim-sqs.ts';

export interface HeldMessage {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly receiptHandle: string;
  visibleMs: number;
  receiveCount: number;
}

/** As long as a received message stays hidden by itself. */
export const VISIBILITY_MS = 30_000;

/** What was sent to one queue, with its consumer's side for tests. Its clock stands unless somebody moves it. */
export class HeldQueue implements SqsTarget {
  nowMs = 1_700_000_000_000;
  messages: HeldMessage[] = [];
  #sent = 0;

  send(body: string, delayMs: number, attributes: Readonly<Record<string, string>>): void {
    this.#sent += 1;
    const receiptHandle = `handle-${this.#sent}`;
    this.messages.push({ body, attributes, receiptHandle, visibleMs: this.nowMs + delayMs, receiveCount: 0 });
  }

  postpone(receiptHandle: string, delayMs: number): void {
    const message = this.messages.find((held) => held.receiptHandle === receiptHandle);
    if (message) message.visibleMs = this.nowMs + delayMs;
  }

  receive(): HeldMessage | undefined {
    const message = this.messages.find(({ visibleMs }) => visibleMs <= this.nowMs);
    if (!message) return undefined;
    message.receiveCount += 1;
    message.visibleMs = this.nowMs + VISIBILITY_MS;
    return message;
  }

  /** Takes out everything that can be seen. */
  take(): readonly HeldMessage[] {
    const taken = this.messages.filter(({ visibleMs }) => visibleMs <= this.nowMs);
    this.messages = this.messages.filter((message) => !taken.includes(message));
    return taken;
  }
}
