/** What is to be undone when the demo ends, however it ends; last begun, first undone. */
export class Cleanup {
  readonly #tasks: (() => Promise<void> | void)[] = [];

  add(task: () => Promise<void> | void): void {
    this.#tasks.push(task);
  }

  /** Undoes everything, each once; one failure does not keep the rest. */
  async run(): Promise<void> {
    for (let task = this.#tasks.pop(); task; task = this.#tasks.pop()) {
      try {
        await task();
      } catch {
        // What could not be undone goes with the process.
      }
    }
  }
}
