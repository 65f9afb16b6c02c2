import type { SentRecord, ShardContent } from './verifier/evidence.ts';

/** What a stream holds, so that a sender which was interrupted sends only the rest. */
export class Arrived {
  readonly #left = new Map<string, number>();
  readonly count: number;

  constructor(stream: readonly ShardContent[]) {
    let count = 0;
    for (const { records } of stream) {
      for (const record of records) {
        const text = textOf(record);
        this.#left.set(text, (this.#left.get(text) ?? 0) + 1);
        count += 1;
      }
    }
    this.count = count;
  }

  /** True where the record is in the stream. Records alike are told apart by number: each is found as often as it is there. */
  take(record: SentRecord): boolean {
    const text = textOf(record);
    const left = this.#left.get(text) ?? 0;
    if (left === 0) return false;
    this.#left.set(text, left - 1);
    return true;
  }
}

function textOf({ partitionKey, data }: SentRecord): string {
  return `${partitionKey} ${data}`;
}
