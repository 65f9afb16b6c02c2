/**
 * Leaves out as much of a list as it can, large parts first, then smaller ones, down to single items.
 *
 * @param least items that must stay
 * @param isEnough whether these do; it is asked about shorter and shorter lists
 */
export async function reduceList<T>(
  items: readonly T[],
  least: number,
  isEnough: (left: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let left = items;
  for (let size = left.length; size >= 1; size = Math.floor(Math.min(size, left.length) / 2)) {
    // From the end: what comes first leads to what comes later.
    for (let end = left.length; end > 0; end -= size) {
      const candidate = [...left.slice(0, Math.max(0, end - size)), ...left.slice(end)];
      if (candidate.length >= least && (await isEnough(candidate))) left = candidate;
    }
  }
  return left;
}

/** The least number at which something still holds, about: what holds at one need not hold at all above. @param most where it holds */
export async function reduceNumber(most: number, isEnough: (number: number) => Promise<boolean>): Promise<number> {
  if (await isEnough(0)) return 0;
  let high = most;
  let low = 0;
  while (high - low > Math.max(1, high / 50)) {
    const middle = Math.floor((low + high) / 2);
    if (await isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
