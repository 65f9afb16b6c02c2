/** Remembers the last `capacity` texts added. */
export class BoundedSet {
  readonly #texts = new Set<string>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  has(text: string): boolean {
    return this.#texts.has(text);
  }

  add(text: string): void {
    this.#texts.add(text);
    for (const oldest of this.#texts) {
      if (this.#texts.size <= this.#capacity) break;
      this.#texts.delete(oldest);
    }
  }
}
