import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetter } from '../codecs/dead-letter.ts';
import { aggregationNamed, type Plan } from '../engine/plan.ts';
import type { Archive } from '../ports/archive.ts';
import type { Clock } from '../ports/clock.ts';
import type { SchemaRegistry } from '../ports/schema-registry.ts';
import type { DecodedPayload } from './decode-payload.ts';
import { unknownAggregation } from './errors.ts';
import { type FoundLetter, findLetter } from './find-letter.ts';
import { makeForward, makeLetterQueue } from './letter-queue.ts';
import { type AsideQueueName, type LetterStats, readLetterStats } from './letter-stats.ts';
import { type Listing, listLetters } from './list-letters.ts';
import type { LetterFilter } from './listed-letter.ts';
import { isUnderWay, type MoveTasks, makeMoveTasks, taskUnderWay } from './move-tasks.ts';
import type { ReadDepth } from './queues.ts';
import type { Redrives } from './redrives.ts';
import type { Resources } from './resources.ts';
import { type TakeDeps, type TakeOptions, type TakeReport, takeLetters } from './take-letters.ts';

/** The queues that a person may look into: nothing but a person takes from them. */
export type LetterBox = 'dlq' | 'late';

export interface LookOptions {
  /** At most so many letters are looked at; default: all. */
  readonly limit?: number;
  /** Ends it early; letters that are held are given back. */
  readonly signal?: AbortSignal;
}

/**
 * What was not counted and waits for a person. Looking takes letters for a moment and gives them back, so two people who look at the
 * same time each see a part.
 */
export interface Letters {
  /** How many letters there are that nobody holds, by SQS's own estimate. */
  depth(box: LetterBox): Promise<number>;
  list(box: LetterBox, filter?: LetterFilter, options?: LookOptions): Promise<Listing>;
  /** @param id a letter's id, its message's id, its position or sequence number, or the beginning of one @throws ClientError */
  find(box: LetterBox, id: string, options?: LookOptions): Promise<FoundLetter>;
  /** The record's bytes; undefined where the archive has them no more. */
  bytesOf(letter: DeadLetter): Promise<Uint8Array | undefined>;
  decode(bytes: Uint8Array): Promise<DecodedPayload>;
  /**
   * Sends letters back to the retry queue, each removed once it is there: at least once, and the redrive decision makes it exact.
   *
   * @throws ClientError while a move task is under way
   */
  moveToRetry(box: LetterBox, filter: LetterFilter, options?: LettersTakeOptions): Promise<TakeReport>;
  /** Deletes letters for good. @throws ClientError while a move task is under way */
  remove(box: LetterBox, filter: LetterFilter, options?: LettersTakeOptions): Promise<TakeReport>;
  readonly moveTasks: MoveTasks;
  stats(): Promise<LetterStats>;
}

export type LettersTakeOptions = Pick<TakeOptions, 'perSecond' | 'signal' | 'onProgress'>;

export interface LettersDeps {
  readonly sqs: SQSClient;
  readonly clock: Clock;
  readonly plan: Plan;
  readonly resources: Pick<Resources, 'queues'>;
  readonly readDepth: ReadDepth;
  readonly readRedrives: () => Promise<Redrives>;
  readonly archive: Pick<Archive, 'get'>;
  readonly registry: SchemaRegistry;
}

export function makeLetters(deps: LettersDeps): Letters {
  const {
    sqs,
    clock,
    resources: { queues },
  } = deps;
  const open = (name: AsideQueueName) => makeLetterQueue(sqs, queues[name]);
  const readDepth = (name: AsideQueueName) => deps.readDepth(queues[name]);
  const moveTasks = makeMoveTasks({ client: sqs, clock, sourceUrl: queues.dlq, destinationUrl: queues.retry });
  const visitOf = async (box: LetterBox, { limit, signal }: LookOptions = {}) => ({
    expected: (await readDepth(box)).visible,
    signal,
    ...(limit === undefined ? {} : { most: limit }),
  });
  const take = async (from: Omit<TakeDeps, 'queue' | 'clock'>, box: LetterBox, filter: LetterFilter, options = {}) => {
    checkFilter(deps.plan, filter);
    if (box === 'dlq' && isUnderWay(await moveTasks.newest())) throw taskUnderWay();
    return takeLetters({ queue: open(box), clock, ...from }, filter, { ...(await visitOf(box)), ...options });
  };
  const forward = makeForward(sqs, queues.retry);

  return {
    moveTasks,
    depth: async (box) => (await readDepth(box)).visible,
    list: async (box, filter = {}, options) => {
      checkFilter(deps.plan, filter);
      return listLetters(open(box), filter, await visitOf(box, options));
    },
    find: async (box, id, options) => findLetter(open(box), id, await visitOf(box, options)),
    bytesOf: async (letter) =>
      'payload' in letter ? Buffer.from(letter.payload, 'base64') : deps.archive.get(letter.archived),
    decode: async (bytes) => {
      // The readers of all formats take long to load, and most commands do without them.
      const { decodePayload } = await import('./decode-payload.ts');
      return decodePayload(deps.plan, deps.registry, bytes);
    },
    moveToRetry: (box, filter, options) => take({ forward }, box, filter, options),
    remove: (box, filter, options) => take({}, box, filter, options),
    stats: () => readLetterStats({ clock, openQueue: open, readDepth, readRedrives: deps.readRedrives, moveTasks }),
  };
}

/** @throws ClientError where no letter could ever be meant */
function checkFilter(plan: Plan, { aggregation }: LetterFilter): void {
  if (aggregation === undefined || aggregationNamed(plan, aggregation)) return;
  throw unknownAggregation(plan.pipeline, aggregation);
}
