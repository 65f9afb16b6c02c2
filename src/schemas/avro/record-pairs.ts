import type { AvroRecord } from './avro-type.ts';

/** What is known of pairs of a reader's and a writer's record. */
export class RecordPairs<V> {
  #size = 0;
  readonly #byReader = new Map<AvroRecord, Map<AvroRecord, V>>();

  get size(): number {
    return this.#size;
  }

  get(reader: AvroRecord, writer: AvroRecord): V | undefined {
    return this.#byReader.get(reader)?.get(writer);
  }

  set(reader: AvroRecord, writer: AvroRecord, value: V): void {
    const byWriter = this.#byReader.get(reader) ?? new Map<AvroRecord, V>();
    if (!byWriter.has(writer)) this.#size += 1;
    this.#byReader.set(reader, byWriter.set(writer, value));
  }
}
