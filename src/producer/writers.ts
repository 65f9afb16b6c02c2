import type { FormatWriter } from '../codecs/event-format.ts';
import { jsonWriter } from '../codecs/json/json-writer.ts';

/** Every data format that senders can write. */
export const formatWriters: readonly FormatWriter[] = [jsonWriter];
