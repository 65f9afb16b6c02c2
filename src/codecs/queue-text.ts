/** What one message holds, and one batch of them: body and attributes together (SQS API reference, SendMessage). */
export const MAX_MESSAGE_BYTES = 1_048_576;

/**
 * JSON that SQS takes: of the characters that it refuses (SQS API reference, SendMessage) JSON leaves two as they are.
 */
export function queueText(value: unknown): string {
  return JSON.stringify(value).replace(/[\uFFFE\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
