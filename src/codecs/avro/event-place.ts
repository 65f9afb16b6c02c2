import { UnwritableEvent } from '../event-format.ts';
import { MAX_DEPTH, MAX_EMPTY_ITEMS, MAX_VALUES } from './limits.ts';

const MAX_SHOWN = 60;
const MAX_PATH_LENGTH = 200;

/** Where in an event a writer is, and how much of it there was: what no reader takes is refused at its sender. */
export class EventPlace {
  readonly #steps: (string | number)[] = [];
  #values = 0;
  #emptyItems = 0;

  /** Back to the event as a whole, wherever the last one ended. */
  reset(): void {
    this.#steps.length = 0;
    this.#values = 0;
    this.#emptyItems = 0;
  }

  /** Goes into a record, an array or a map, whose parts `at` then names one after another. */
  open(): void {
    this.#steps.push('');
    if (this.#steps.length > MAX_DEPTH) this.refuse(`at most ${MAX_DEPTH} levels of nesting`, 'more');
    this.#addValues(1);
  }

  at(step: string | number): void {
    this.#steps[this.#steps.length - 1] = step;
  }

  close(): void {
    this.#steps.pop();
  }

  addItems(count: number, takeBytes: boolean): void {
    this.#addValues(count);
    if (takeBytes) return;
    this.#emptyItems += count;
    if (this.#emptyItems > MAX_EMPTY_ITEMS) this.refuse(`at most ${MAX_EMPTY_ITEMS} items that take no bytes`, 'more');
  }

  #addValues(count: number): void {
    this.#values += count;
    if (this.#values > MAX_VALUES) this.refuse(`at most ${MAX_VALUES} records, lists and items in one event`, 'more');
  }

  /** @param given what was there, in words */
  refuse(expected: string, given: string): never {
    const path = this.#steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
    const place = path.replace(/^\.|\.+$/g, '').slice(0, MAX_PATH_LENGTH) || 'the event';
    throw new UnwritableEvent(`${place}: expected ${expected}, got ${given}`);
  }
}

/** A value in words, for whoever sent it. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, MAX_SHOWN));
  return typeof value === 'function' ? 'a function' : `${typeof value} ${String(value).slice(0, MAX_SHOWN)}`;
}
