import { expect, it } from 'vitest';
import { composeRecovery } from '../../support/compose-functions.ts';
import { intercept } from '../../support/intercept.ts';
import { PLENTY_OF_TIME } from '../../support/lambda-deps.ts';
import { sqsEvent } from '../../support/lambda-events.ts';
import { failedOf, put, setUp, undeliveredBody } from './recovery-setup.ts';

type Moment = 'before' | 'after';

/**
 * One invocation that dies with its process just before or after the operation of this number.
 *
 * @returns the ids of the messages that it reported as done; 'killed' where it was
 */
async function invoke(
  { deps }: ReturnType<typeof setUp>,
  killAt: number,
  moment: Moment,
): Promise<'killed' | string[]> {
  let operations = 0;
  let die = (_outcome: 'killed'): void => {};
  const death = new Promise<'killed'>((resolve) => {
    die = resolve;
  });
  const mortal = <P extends object>(port: P): P =>
    intercept(port, async (_operation, perform) => {
      operations += 1;
      const isLast = operations === killAt;
      const outcome = isLast && moment === 'before' ? undefined : await perform();
      if (!isLast) return outcome;
      die('killed');
      // The process is gone: nobody gets an answer any more.
      return new Promise(() => {});
    });
  const recover = composeRecovery({
    stream: mortal(deps.stream),
    deadLetters: mortal(deps.deadLetters),
    state: mortal(deps.state),
    log: deps.log,
  });
  const messages = [
    { messageId: 'a', body: undeliveredBody(1, 45) },
    { messageId: 'b', body: undeliveredBody(50, 51) },
  ];
  const answered = recover(sqsEvent(messages), PLENTY_OF_TIME).then((response) => {
    const failed = failedOf(response);
    return messages.map(({ messageId }) => messageId).filter((id) => !failed.includes(id));
  });
  return Promise.race([answered, death]);
}

it('killed at any operation, recovery has sent every record at least once when its message is done', async () => {
  let kills = 0;
  for (const moment of ['before', 'after'] as const) {
    for (let killAt = 1; ; killAt += 1) {
      const test = setUp(60);
      put(test.deps, 61, new Uint8Array(100));
      if ((await invoke(test, killAt, moment)) !== 'killed') break;
      kills += 1;
      expect(await invoke(test, 0, 'before')).toEqual(['a', 'b']);
      const wanted = [...Array.from({ length: 45 }, (_, index) => index + 1), 50, 51];
      expect([...new Set(test.sent())].sort((one, other) => one - other)).toEqual(wanted);
    }
  }
  // Identity, a read for each record and one for each end, three times sending, and two notes; before and after each.
  expect(kills).toBe(2 * (1 + 47 + 2 + 3 + 4));
});
