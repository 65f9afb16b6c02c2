import { avroWriter } from '../codecs/avro/avro-writer.ts';
import type { FormatWriter } from '../codecs/event-format.ts';
import { jsonWriter } from '../codecs/json/json-writer.ts';
import { protobufWriter } from '../codecs/protobuf/protobuf-writer.ts';

/** Every data format that senders can write. */
export const formatWriters: readonly FormatWriter[] = [avroWriter, jsonWriter, protobufWriter];
