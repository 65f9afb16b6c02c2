export interface MessageAttribute {
  /** `String`, `Number` or `Binary`, optionally with a dot and a custom label. */
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  /** Base64. */
  readonly BinaryValue?: string | undefined;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** What a sender said; never changes. */
export interface MessageContent {
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** X-Ray's header, the only system attribute that a sender may set. */
  readonly traceHeader?: string | undefined;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
}

/** A message in a queue. */
export interface Message extends MessageContent {
  /** Tells copies of one message apart: SQS may hold and deliver a message twice. */
  readonly key: string;
  readonly messageId: string;
  readonly sentMs: number;
  /** FIFO queues only: 20 digits, rising. */
  readonly sequenceNumber?: string | undefined;
  /** The queue from which SQS moved the message here, a dead-letter queue. */
  readonly deadLetterSourceArn?: string | undefined;
  readonly state: MessageState;
}

/** What happened to a message; changes with every receive. */
export interface MessageState {
  receiveCount: number;
  firstReceivedMs?: number | undefined;
  lastReceivedMs?: number | undefined;
  /** The message is invisible until then, for the reason in `hiding`. */
  visibleAtMs: number;
  hiding?: 'delayed' | 'inFlight' | undefined;
  /** Somebody has changed it since the last receive. */
  visibilityChanged?: boolean | undefined;
}
