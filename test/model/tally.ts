/** How often each event is counted in something, two bits an event: 0, 1, 2, or more than that. */
export type Tally = number;

const MOST = 3;

export function timesIn(tally: Tally, event: number): number {
  return (tally >> (2 * event)) & MOST;
}

export function addEvent(tally: Tally, event: number, times = 1): Tally {
  const sum = Math.min(MOST, timesIn(tally, event) + times);
  return (tally & ~(MOST << (2 * event))) | (sum << (2 * event));
}

export function addTally(a: Tally, b: Tally): Tally {
  let sum = a;
  for (let event = 0, rest = b; rest !== 0; event += 1, rest >>= 2) sum = addEvent(sum, event, rest & MOST);
  return sum;
}

/** Events counted altogether: the `n` of a result. */
export function sizeOf(tally: Tally): number {
  let n = 0;
  for (let rest = tally; rest !== 0; rest >>= 2) n += rest & MOST;
  return n;
}
