const FIRST_LENGTH = 1 << 16;

/** Steps from state to state by number, and whether one can take them for ever. */
export class StepList {
  #ends = new Uint32Array(FIRST_LENGTH);
  #length = 0;

  add(from: number, to: number): void {
    if (this.#length + 2 > this.#ends.length) {
      const longer = new Uint32Array(this.#ends.length * 2);
      longer.set(this.#ends);
      this.#ends = longer;
    }
    this.#ends[this.#length] = from;
    this.#ends[this.#length + 1] = to;
    this.#length += 2;
  }

  /**
   * States that steps lead to in a circle, or that come after one. Where there are none, whatever runs comes to an end.
   *
   * Takes away states that nothing leads to, with their steps, until none is left (Kahn 1962, "Topological sorting of large networks").
   */
  statesAfterCircles(states: number): number {
    const firstOf = new Uint32Array(states + 1);
    const leadingTo = new Uint32Array(states);
    for (let at = 0; at < this.#length; at += 2) {
      add(firstOf, this.#end(at) + 1, 1);
      add(leadingTo, this.#end(at + 1), 1);
    }
    for (let state = 1; state <= states; state += 1) add(firstOf, state, firstOf[state - 1] ?? 0);
    const targets = new Uint32Array(this.#length / 2);
    const filled = firstOf.slice();
    for (let at = 0; at < this.#length; at += 2) {
      targets[filled[this.#end(at)] ?? 0] = this.#end(at + 1);
      add(filled, this.#end(at), 1);
    }
    const open = Array.from(leadingTo.keys()).filter((state) => leadingTo[state] === 0);
    let left = states;
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      left -= 1;
      for (let at = firstOf[state] ?? 0; at < (firstOf[state + 1] ?? 0); at += 1) {
        const target = targets[at] ?? 0;
        add(leadingTo, target, -1);
        if (leadingTo[target] === 0) open.push(target);
      }
    }
    return left;
  }

  #end(at: number): number {
    return this.#ends[at] ?? 0;
  }
}

function add(counts: Uint32Array, at: number, by: number): void {
  counts[at] = (counts[at] ?? 0) + by;
}
