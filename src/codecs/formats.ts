import { avroReader } from './avro/avro-reader.ts';
import type { FormatReader } from './event-format.ts';
import { jsonReader } from './json/json-reader.ts';
import { protobufReader } from './protobuf/protobuf-reader.ts';

/** Readers of all formats. A function's bundle takes those that its pipeline's event types have instead: see lib/bundle.ts. */
export const formats: readonly FormatReader[] = [avroReader, jsonReader, protobufReader];
