import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityCommand,
  type ChangeMessageVisibilityCommandInput,
  SendMessageBatchCommand,
  type SendMessageBatchCommandInput,
  type SendMessageBatchCommandOutput,
  type SendMessageBatchResultEntry,
  SendMessageCommand,
  SQSServiceException,
} from '@aws-sdk/client-sqs';
import { checkEntries } from './batch-rules.ts';
import { checkMessage, type GivenMessage } from './message-rules.ts';
import { SentBefore } from './sent-before.ts';
import { invalidParameter, missingParameter, noSuchQueue, throttled } from './sqs-errors.ts';

/** One queue, as far as it takes messages. */
export interface SqsTarget {
  send(body: string, delayMs: number, attributes: Readonly<Record<string, string>>): void;
  /** Hides a message that was received for so long from now. */
  postpone?(receiptHandle: string, delayMs: number): void;
}

export interface SimSqsDeps {
  /** By URL; one that ends in `.fifo` is that of a FIFO queue. */
  readonly queues: ReadonlyMap<string, SqsTarget>;
  readonly nowMs: () => number;
  /** Asked for each entry of a batch: the queue does not take it, for a reason that passes. Default: never. */
  readonly isRefused?: () => boolean;
}

/** SQS API reference, ChangeMessageVisibility. */
const MAX_HIDDEN_SECONDS = 43_200;

/** Queues as SQS lets messages be sent to them and be hidden. Its answers are without hashes. */
export class SimSqs {
  readonly #deps: Required<SimSqsDeps>;
  readonly #sentBefore = new Map<SqsTarget, SentBefore>();
  #sent = 0;

  constructor(deps: SimSqsDeps) {
    this.#deps = { isRefused: () => false, ...deps };
  }

  /**
   * Answers a command of the SDK.
   *
   * @throws the SDK's errors; Error for a command that no function sends
   */
  execute(command: object): object {
    if (command instanceof SendMessageBatchCommand) return this.#sendBatch(command.input);
    if (command instanceof SendMessageCommand) {
      return { $metadata: {}, MessageId: this.#send(command.input.QueueUrl, command.input) };
    }
    if (command instanceof ChangeMessageVisibilityCommand) return this.#hide(command.input);
    throw new Error(`the simulated SQS knows no ${command.constructor.name}`);
  }

  /** Each entry for itself: one that is refused does not stop the others. */
  #sendBatch({ QueueUrl, Entries = [] }: SendMessageBatchCommandInput): SendMessageBatchCommandOutput {
    this.#target(QueueUrl);
    checkEntries(Entries);
    const Successful: SendMessageBatchResultEntry[] = [];
    const Failed: BatchResultErrorEntry[] = [];
    for (const entry of Entries) {
      const { Id } = entry;
      try {
        if (this.#deps.isRefused()) throw throttled();
        Successful.push({ Id, MessageId: this.#send(QueueUrl, entry), MD5OfMessageBody: undefined });
      } catch (error) {
        if (!(error instanceof SQSServiceException)) throw error;
        // Of what is throttled too: the sender is asked for less.
        Failed.push({ Id, Code: error.name, Message: error.message, SenderFault: true });
      }
    }
    return { $metadata: {}, Successful, Failed };
  }

  /** @returns the message's id; of one that a FIFO queue was sent within five minutes the id that it got then */
  #send(queueUrl: string | undefined, given: GivenMessage): string {
    const target = this.#target(queueUrl);
    const { body, delayMs, attributes, deduplicationId } = checkMessage(queueUrl ?? '', given);
    const nowMs = this.#deps.nowMs();
    const sentBefore = this.#sentBefore.get(target) ?? new SentBefore();
    const original = deduplicationId === undefined ? undefined : sentBefore.find(deduplicationId, nowMs);
    if (original !== undefined) return original;
    this.#sent += 1;
    const messageId = `message-${this.#sent}`;
    if (deduplicationId !== undefined) {
      sentBefore.add(deduplicationId, messageId, nowMs);
      this.#sentBefore.set(target, sentBefore);
    }
    target.send(body, delayMs, attributes);
    return messageId;
  }

  #hide({ QueueUrl, ReceiptHandle: handle, VisibilityTimeout: seconds }: ChangeMessageVisibilityCommandInput): object {
    const target = this.#target(QueueUrl);
    if (!handle) throw missingParameter('ReceiptHandle');
    if (seconds === undefined) throw missingParameter('VisibilityTimeout');
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_HIDDEN_SECONDS) {
      throw invalidParameter(`VisibilityTimeout must be between 0 and ${MAX_HIDDEN_SECONDS}, not ${seconds}.`);
    }
    if (!target.postpone) throw new Error(`nothing is received from ${QueueUrl}`);
    target.postpone(handle, seconds * 1_000);
    return { $metadata: {} };
  }

  #target(queueUrl: string | undefined): SqsTarget {
    const target = this.#deps.queues.get(queueUrl ?? '');
    if (!target) throw noSuchQueue();
    return target;
  }
}
