import { invalidReceiptHandle, invalidValue } from './errors.ts';
import type { Message } from './message.ts';
import type { Queue } from './queue.ts';

/** A handle names one receive of one message. */
export function receiptHandle(queue: Queue, message: Message, nowMs: number): string {
  const parts = [queue.definition.name, message.key, message.state.receiveCount, nowMs];
  return Buffer.from(parts.join('#')).toString('base64');
}

/** The message of a handle, by its key, and which receive of it. @throws AwsError ReceiptHandleIsInvalid */
export function parseReceiptHandle(
  queue: Queue,
  handle: string,
): { readonly key: string; readonly receiveCount: number } {
  const [name, key, receiveCount] = Buffer.from(handle, 'base64').toString('utf8').split('#');
  if (name !== queue.definition.name || key === undefined || receiveCount === undefined)
    throw invalidReceiptHandle(handle);
  return { key, receiveCount: Number(receiveCount) };
}

/**
 * Finds the message of a handle; undefined when it has been deleted. Any handle of a standard queue's message serves; a FIFO
 * queue takes only the latest one, and only while the message is in flight.
 * @throws AwsError ReceiptHandleIsInvalid, InvalidParameterValue
 */
export function messageOfHandle(queue: Queue, handle: string): Message | undefined {
  const { key, receiveCount } = parseReceiptHandle(queue, handle);
  const message = queue.find(key);
  if (message && queue.fifo && (message.state.hiding !== 'inFlight' || message.state.receiveCount !== receiveCount)) {
    throw invalidValue('ReceiptHandle', handle, 'The receipt handle has expired.');
  }
  return message;
}
