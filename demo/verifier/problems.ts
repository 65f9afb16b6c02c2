/** How many examples of one kind of problem are told; their number is told in full. */
const EXAMPLES = 3;

/** Problems found, gathered by kind, so that ten thousand wrong rows read as one line with a few examples. */
export class Problems {
  readonly #byKind = new Map<string, { count: number; readonly examples: string[] }>();

  add(kind: string, example: string): void {
    const found = this.#byKind.get(kind);
    if (!found) this.#byKind.set(kind, { count: 1, examples: [example] });
    else {
      found.count += 1;
      if (found.examples.length < EXAMPLES) found.examples.push(example);
    }
  }

  /** One line a kind. */
  lines(): string[] {
    return [...this.#byKind].map(([kind, { count, examples }]) => {
      const more = count > examples.length ? '; …' : '';
      return `${count} × ${kind}: ${examples.join('; ')}${more}`;
    });
  }
}
