import { createHash } from 'node:crypto';
import type { MessageAttribute, MessageAttributes } from './message.ts';

const STRING_VALUE = 1;
const BINARY_VALUE = 2;

export function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}

/**
 * The digest that SDKs compare with their own (SQS developer guide, "Calculating the MD5 message digest for message
 * attributes"): names in order; each name, type and value preceded by its length; the value by its kind too.
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  for (const name of names) {
    const attribute = attributes[name];
    if (!attribute) continue;
    const binary = attribute.BinaryValue !== undefined;
    for (const part of [Buffer.from(name), Buffer.from(attribute.DataType)]) hash.update(lengthOf(part)).update(part);
    const value = valueBytes(attribute);
    hash
      .update(Buffer.of(binary ? BINARY_VALUE : STRING_VALUE))
      .update(lengthOf(value))
      .update(value);
  }
  return hash.digest('hex');
}

export function valueBytes({ BinaryValue, StringValue }: MessageAttribute): Buffer {
  return BinaryValue === undefined ? Buffer.from(StringValue ?? '') : Buffer.from(BinaryValue, 'base64');
}

function lengthOf(part: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(part.length);
  return length;
}
