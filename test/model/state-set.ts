import { STATE_BYTES, type State } from './state.ts';

const WORDS = STATE_BYTES / 4;
const STATES_PER_CHUNK = 1 << 16;
const FIRST_SLOTS = 1 << 16;
/** Slots are at most this full. */
const FILL = 0.6;

/** States by number, each kept once and compared whole: no two are taken for the same because their hashes are. */
export class StateSet {
  readonly #chunks: Uint32Array[] = [];
  /** 1 more than a state's number, or 0. */
  #slots = new Uint32Array(FIRST_SLOTS);
  #parents = new Uint32Array(FIRST_SLOTS);
  #count = 0;
  readonly #bytes: State = new Uint8Array(STATE_BYTES);
  readonly #words = new Uint32Array(this.#bytes.buffer);

  get size(): number {
    return this.#count;
  }

  /** @param parent number of the state that it was reached from. @returns its own number, new or not */
  add(state: State, parent: number): number {
    if (this.#count + 1 > this.#slots.length * FILL) this.#grow();
    this.#bytes.set(state);
    const words = this.#words;
    const mask = this.#slots.length - 1;
    let slot = hashOf(words, 0) & mask;
    for (let held = this.#slots[slot] ?? 0; held !== 0; held = this.#slots[slot] ?? 0) {
      if (this.#equals(held - 1, words)) return held - 1;
      slot = (slot + 1) & mask;
    }
    const number = this.#count;
    if (number % STATES_PER_CHUNK === 0) this.#chunks.push(new Uint32Array(STATES_PER_CHUNK * WORDS));
    this.#chunkOf(number).set(words, (number % STATES_PER_CHUNK) * WORDS);
    this.#slots[slot] = number + 1;
    this.#parents[number] = parent;
    this.#count += 1;
    return number;
  }

  read(number: number, into: State): void {
    const at = (number % STATES_PER_CHUNK) * STATE_BYTES;
    into.set(new Uint8Array(this.#chunkOf(number).buffer, at, STATE_BYTES));
  }

  parentOf(number: number): number {
    return this.#parents[number] ?? 0;
  }

  #chunkOf(number: number): Uint32Array {
    const chunk = this.#chunks[Math.floor(number / STATES_PER_CHUNK)];
    if (!chunk) throw new RangeError(`no state has the number ${number}`);
    return chunk;
  }

  #equals(number: number, words: Uint32Array): boolean {
    const chunk = this.#chunkOf(number);
    const at = (number % STATES_PER_CHUNK) * WORDS;
    for (let index = 0; index < WORDS; index += 1) {
      if (chunk[at + index] !== words[index]) return false;
    }
    return true;
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const parents = new Uint32Array(slots.length);
    parents.set(this.#parents);
    for (let number = 0; number < this.#count; number += 1) {
      let slot = hashOf(this.#chunkOf(number), (number % STATES_PER_CHUNK) * WORDS) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = number + 1;
    }
    this.#slots = slots;
    this.#parents = parents;
  }
}

/** FNV-1a over words, mixed at each: neighbours differ in few bits. */
function hashOf(words: Uint32Array, at: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < WORDS; index += 1) {
    hash = Math.imul(hash ^ (words[at + index] ?? 0), 0x01000193);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
