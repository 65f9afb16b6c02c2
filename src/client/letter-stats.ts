import type { EpochMs } from '../engine/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { LetterQueue } from './letter-queue.ts';
import { isUnderWay, type MoveTask, type MoveTasks } from './move-tasks.ts';
import type { QueueDepth } from './queues.ts';
import type { Redrives } from './redrives.ts';
import type { QueueName } from './resources.ts';
import { visitQueue } from './visit-queue.ts';

/** The queues of what is not counted. */
export type AsideQueueName = Extract<QueueName, 'retry' | 'dlq' | 'late' | 'undeliverable' | 'unrecovered'>;

/** What waits where, and what redrives have brought so far. */
export interface LetterStats {
  readonly atMs: EpochMs;
  readonly queues: Readonly<Record<AsideQueueName, AsideQueue>>;
  readonly redrives: Redrives;
  /** The move task that was started last. */
  readonly moveTask: MoveTask | undefined;
}

export interface AsideQueue extends QueueDepth {
  /** When its messages were sent, as far as could be looked at; null where nobody may look or nothing was seen. */
  readonly sent: { readonly oldestMs: EpochMs; readonly newestMs: EpochMs } | null;
}

export interface LetterStatsDeps {
  readonly clock: Clock;
  readonly openQueue: (name: AsideQueueName) => LetterQueue;
  readonly readDepth: (name: AsideQueueName) => Promise<QueueDepth>;
  readonly readRedrives: () => Promise<Redrives>;
  readonly moveTasks: Pick<MoveTasks, 'newest'>;
}

/** Looked at for their ages, of each queue. */
const MOST_LOOKED_AT = 1_000;

export async function readLetterStats(deps: LetterStatsDeps): Promise<LetterStats> {
  const [moveTask, redrives] = await Promise.all([deps.moveTasks.newest(), deps.readRedrives()]);
  const isMoving = isUnderWay(moveTask);
  const lookedAt = async (name: AsideQueueName): Promise<AsideQueue> => {
    const depth = await deps.readDepth(name);
    return { ...depth, sent: depth.visible === 0 ? null : await readSent(deps.openQueue(name), depth.visible) };
  };
  // Their receives decide when SQS gives a message up, so these are never looked at.
  const counted = async (name: AsideQueueName): Promise<AsideQueue> => ({
    ...(await deps.readDepth(name)),
    sent: null,
  });

  const [retry, dlq, late, undeliverable, unrecovered] = await Promise.all([
    counted('retry'),
    // A move task does not see what is being looked at, and would leave it behind.
    isMoving ? counted('dlq') : lookedAt('dlq'),
    lookedAt('late'),
    counted('undeliverable'),
    lookedAt('unrecovered'),
  ]);
  return {
    atMs: deps.clock.nowMs(),
    queues: { retry, dlq, late, undeliverable, unrecovered },
    redrives,
    moveTask,
  };
}

async function readSent(queue: LetterQueue, expected: number): Promise<AsideQueue['sent']> {
  const sent: EpochMs[] = [];
  for await (const { messages } of visitQueue(queue, { most: MOST_LOOKED_AT, expected })) {
    sent.push(...messages.map(({ sentMs }) => sentMs));
  }
  return sent.length === 0 ? null : { oldestMs: Math.min(...sent), newestMs: Math.max(...sent) };
}
