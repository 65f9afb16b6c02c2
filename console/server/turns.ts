/** Runs one task at a time, in the order asked for. */
export function makeTurns(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const turn = last.then(task);
    // Whoever asked is told of a failure; the next one starts all the same.
    last = turn.catch(() => undefined);
    return turn;
  };
}
