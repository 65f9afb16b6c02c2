/**
 * Works on `width` items at once, and hands over what comes out in the order of the items. The next item is asked for only when there is
 * somebody to work on it.
 */
export async function inOrder<T, R>(
  items: Iterator<T>,
  width: number,
  work: (item: T) => Promise<R>,
  onResult: (result: R) => void,
): Promise<void> {
  const done = new Map<number, R>();
  let taken = 0;
  let handedOver = 0;
  const lane = async (): Promise<void> => {
    for (let next = items.next(); !next.done; next = items.next()) {
      const place = taken;
      taken += 1;
      done.set(place, await work(next.value));
      for (let result = done.get(handedOver); result !== undefined; result = done.get(handedOver)) {
        done.delete(handedOver);
        handedOver += 1;
        onResult(result);
      }
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
}
