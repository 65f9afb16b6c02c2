/**
 * Lets tasks in one by one, in the order of their calls; one that fails does not keep the next from its turn. A task that comes when
 * none is inside begins at once.
 */
export function makeTurnstile(): (task: () => Promise<void>) => Promise<void> {
  let inside = 0;
  let last: Promise<void> = Promise.resolve();
  return (task) => {
    inside += 1;
    const turn = inside === 1 ? task() : last.then(task);
    last = turn.then(leave, leave);
    return turn;
  };

  function leave(): void {
    inside -= 1;
  }
}
