import { describe, expect, test } from 'vitest';
import type { KeyValueJournal } from '../../../localstack/embedded/journal.ts';
import {
  arnOf,
  memoryJournals,
  newestTask,
  receiveAll,
  type SqsJournals,
  timedSqs,
  withDeadLetters,
} from './timed-sqs.ts';

const LETTERS = ['a', 'b', 'c', 'd', 'e'];

/** Dead letters, and a task that has moved two of them when its process is gone. */
async function interruptedTask() {
  const journals = memoryJournals();
  const first = timedSqs(journals);
  await withDeadLetters(first, LETTERS);
  await first.call('StartMessageMoveTask', { SourceArn: arnOf('dead'), MaxNumberOfMessagesPerSecond: 1 });
  first.pass(1_000);
  const before = await newestTask(first);
  return { before, restarted: () => timedSqs(journals, {}, first.clock) };
}

describe('a move task that was running when its process ended', () => {
  test('goes on in the next one, under the same handle and at the same rate', async () => {
    const { before, restarted } = await interruptedTask();
    const second = restarted();
    expect(await newestTask(second)).toEqual(before);
    expect(before).toMatchObject({ Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 2 });
    second.pass(1_000);
    expect(await newestTask(second)).toMatchObject({ Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 4 });
    second.pass(1_000);
    const after = await newestTask(second);
    expect(after).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 5 });
    expect(await receiveAll(second, 'work')).toEqual(LETTERS);
  });

  test('can be cancelled there by the handle from before', async () => {
    const { before, restarted } = await interruptedTask();
    const second = restarted();
    await second.call('CancelMessageMoveTask', { TaskHandle: before?.TaskHandle });
    second.pass(0);
    expect(await newestTask(second)).toMatchObject({ Status: 'CANCELLED' });
    expect(await receiveAll(second, 'dead')).toEqual(['c', 'd', 'e']);
  });
});

test('whichever write the process dies before, no letter is lost, and the task ends in the next process', async () => {
  let deaths = 0;
  for (let writes = 0; ; writes += 1) {
    const kept = memoryJournals();
    const life = { left: Number.POSITIVE_INFINITY };
    const first = timedSqs(mortal(kept, life));
    await withDeadLetters(first, LETTERS);
    await first.call('StartMessageMoveTask', { SourceArn: arnOf('dead') });
    life.left = writes;
    const died = throws(() => first.pass(0));
    life.left = Number.POSITIVE_INFINITY;
    const second = timedSqs(kept, {}, first.clock);
    second.pass(1_000);
    expect(await newestTask(second), `dead before write ${writes}`).toMatchObject({ Status: 'COMPLETED' });
    const arrived = await receiveAll(second, 'work');
    expect([...new Set(arrived)].sort(), `dead before write ${writes}`).toEqual(LETTERS);
    // One message may be there twice: the one that was under way.
    expect(arrived.length).toBeLessThanOrEqual(LETTERS.length + 1);
    if (!died) break;
    deaths += 1;
  }
  // Each letter is written to one queue and deleted from another.
  expect(deaths).toBeGreaterThanOrEqual(2 * LETTERS.length);
});

/** Journals of a process that dies at a write: that one and all later ones fail. What was written stays as it was then. */
function mortal(journals: SqsJournals, life: { left: number }): SqsJournals {
  const wrap = (journal: KeyValueJournal<never>): KeyValueJournal<never> => ({
    ...journal,
    set(key, value) {
      spend(life);
      journal.set(key, structuredClone(value));
    },
    delete(key) {
      spend(life);
      journal.delete(key);
    },
  });
  return {
    queues: wrap(journals.queues),
    messages: wrap(journals.messages),
    messageStates: wrap(journals.messageStates),
    deduplicated: wrap(journals.deduplicated),
    moveTasks: wrap(journals.moveTasks),
  };
}

function spend(life: { left: number }): void {
  if (life.left <= 0) throw new Error('dead');
  life.left -= 1;
}

function throws(task: () => void): boolean {
  try {
    task();
    return false;
  } catch {
    return true;
  }
}
