import type { StoredItem } from '../../src/codecs/items/attribute.ts';
import { decodeResult } from '../../src/codecs/items/result-item.ts';
import { parseResultMessage } from '../../src/codecs/result-message.ts';
import { measuresText, rowId } from './expected-results.ts';
import type { PutRecord, PutTarget } from './services/kinesis/put-records.ts';
import type { World } from './world.ts';

/** What is told of one revision of a row, and by what others tell it from all else. */
interface Revision {
  readonly id: string;
  readonly content: string;
}

/** A shard refuses more of what comes at once than a queue does. */
const REFUSED_WEIGHT = 3;

/** The results stream, beside every row that ever stood: what it says must have been so, and in the end it has said all that is. */
export class Published implements PutTarget {
  readonly #world: World;
  readonly #stood = new Map<string, string>();
  readonly #told = new Map<string, string>();
  readonly #partitionKeys = new Map<string, string>();
  #count = 0;

  constructor(world: World) {
    this.#world = world;
  }

  isOverLimit(): boolean {
    return this.#world.faults.happens('message of a batch refused', REFUSED_WEIGHT);
  }

  /** Call it for each change of a row, at the instant it happens. */
  sawRow(item: StoredItem): void {
    const { id, content } = revisionIn(item);
    this.#stood.set(id, content);
  }

  put({ partitionKey, data }: PutRecord): string {
    const { scenario, faults } = this.#world;
    this.#count += 1;
    const row = parseResultMessage(Buffer.from(data).toString());
    if (typeof row === 'string') {
      this.#world.violate(`a result was published that cannot be read: ${row}`);
      return String(this.#count);
    }
    const { pipeline, aggregation, key, windowStartMs, windowEndMs } = row;
    const { id, content } = revisionOf(aggregation, row);
    const say = (what: string) => this.#world.violate(`published result ${id} ${what}`);
    const spec = scenario.aggregations.find(({ name }) => name === aggregation);
    if (pipeline !== 'simulated' || windowEndMs - windowStartMs !== spec?.sizeMs)
      say('is of another pipeline or window');
    const stood = this.#stood.get(id);
    if (stood !== content) say(`says ${content}, stored was ${stood ?? 'nothing'}`);
    const told = this.#told.get(id);
    if (told !== undefined && told !== content) say(`says ${content}, and said ${told}`);
    if (told !== undefined) faults.count('result published again');
    this.#told.set(id, content);
    // Revisions of a row stay in one shard.
    const place = `${aggregation} ${key}`;
    if ((this.#partitionKeys.get(place) ?? partitionKey) !== partitionKey) say('has another partition key than before');
    this.#partitionKeys.set(place, partitionKey);
    return String(this.#count);
  }

  /** Every row that stands was told of. Call it when no window that has fired waits. */
  check(items: Iterable<StoredItem>): void {
    if (!this.#world.scenario.isPublishing) return;
    for (const item of items) {
      const { id, content } = revisionIn(item);
      const told = this.#told.get(id);
      if (told === undefined) this.#world.violate(`result ${id} was never published`);
      else if (told !== content) this.#world.violate(`result ${id} is ${content}, published was ${told}`);
    }
  }
}

function revisionIn(item: StoredItem): Revision {
  const [aggregation = ''] = (item.pk?.S ?? '').split('#');
  return revisionOf(aggregation, decodeResult(item));
}

function revisionOf(aggregation: string, row: ReturnType<typeof decodeResult>): Revision {
  const { key, windowStartMs, generation, revision, n, measures } = row;
  // Messages have long whole numbers as text.
  const told = Object.entries(measures).map(([name, value]) => [
    name,
    typeof value === 'bigint' ? String(value) : value,
  ]);
  return {
    id: `${rowId(aggregation, windowStartMs, key)} | ${generation} | ${revision}`,
    content: `${n}: ${measuresText(Object.fromEntries(told))}`,
  };
}
