import { createHash } from 'node:crypto';
import type { QueueClient, QueueMessage } from '../../../../localstack/embedded/event-sources/sqs/queue-client.ts';

interface Stored {
  readonly id: string;
  readonly body: string;
  readonly group: string | undefined;
  receives: number;
  inFlight: boolean;
}

/** A queue in memory. A FIFO group with a message in flight is held back, as SQS does. Released messages are visible at once. */
export function makeFakeQueue() {
  const stored: Stored[] = [];
  const deleted: string[] = [];
  const released: { body: string; afterSeconds: number }[] = [];
  const receives: number[] = [];
  const failures: (Error | undefined)[] = [];
  const deleteFailures: Error[] = [];
  let sent = 0;

  const take = (max: number): QueueMessage[] => {
    const held = new Set(stored.filter((item) => item.inFlight && item.group !== undefined).map((item) => item.group));
    const free = stored.filter((item) => !item.inFlight && !(item.group !== undefined && held.has(item.group)));
    return free.slice(0, max).map((item) => {
      item.inFlight = true;
      item.receives += 1;
      return {
        messageId: item.id,
        receiptHandle: `${item.id}#${item.receives}`,
        body: item.body,
        md5OfBody: createHash('md5').update(item.body).digest('hex'),
        attributes: { ApproximateReceiveCount: String(item.receives), SentTimestamp: '1' },
        messageAttributes: {},
      };
    });
  };
  const find = (message: QueueMessage) => stored.find((item) => item.id === message.messageId);

  const client: QueueClient = {
    async receive(max, _, signal) {
      const failure = failures.shift();
      if (failure) throw failure;
      receives.push(max);
      const messages = take(max);
      // Lets other work go on, as a call over the network does.
      if (messages.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      if (signal.aborted) throw new Error('AbortError');
      return messages;
    },
    async delete(messages) {
      const failure = deleteFailures.shift();
      if (failure) throw failure;
      for (const message of messages) {
        const item = find(message);
        if (!item) throw new Error('ReceiptHandleIsInvalid');
        stored.splice(stored.indexOf(item), 1);
        deleted.push(item.body);
      }
    },
    release(message, afterSeconds) {
      released.push({ body: message.body, afterSeconds });
      const item = find(message);
      if (item) item.inFlight = false;
    },
  };

  return {
    client,
    deleted,
    released,
    /** The limit of every receive. */
    receives,
    /** Fails a receive, after so many that succeed. */
    failReceive: (error: Error, after = 0) => failures.push(...Array.from({ length: after }, () => undefined), error),
    failDelete: (error: Error) => deleteFailures.push(error),
    send(body: string, group?: string): string {
      sent += 1;
      const id = `id-${sent}`;
      stored.push({ id, body, group, receives: 0, inFlight: false });
      return id;
    },
    left: () => stored.map((item) => item.body),
  };
}
