import { writeUnits } from '../../codecs/items/item-size.ts';

export type ItemKind = 'progress' | 'partial' | 'mark' | 'window' | 'control' | 'claims' | 'redrive' | 'result';

/** Write units that DynamoDB would have charged, by kind of item. */
export type WriteUnits = Record<ItemKind, number>;

export function noWriteUnits(): WriteUnits {
  return { progress: 0, partial: 0, mark: 0, window: 0, control: 0, claims: 0, redrive: 0, result: 0 };
}

/** Items of one kind, charged by DynamoDB's rules. Takes values as they are: callers copy. */
export class MeteredTable<V> {
  readonly #items = new Map<string, { readonly value: V; readonly bytes: number }>();
  readonly #kind: ItemKind;
  readonly #units: WriteUnits;

  constructor(kind: ItemKind, units: WriteUnits) {
    this.#kind = kind;
    this.#units = units;
  }

  get(key: string): V | undefined {
    return this.#items.get(key)?.value;
  }

  keys(): IterableIterator<string> {
    return this.#items.keys();
  }

  put(key: string, value: V, bytes: number): void {
    this.refuse(key, bytes);
    this.#items.set(key, { value, bytes });
  }

  delete(key: string): void {
    this.refuse(key, 0);
    this.#items.delete(key);
  }

  /** Takes out what has expired, which is not charged. */
  drop(key: string): void {
    this.#items.delete(key);
  }

  /** A write whose condition failed is charged too. */
  refuse(key: string, bytes: number): void {
    this.#units[this.#kind] += writeUnits(this.#items.get(key)?.bytes ?? 0, bytes);
  }
}
