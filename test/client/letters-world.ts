import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { beforeEach } from 'vitest';
import { type Letters, type LettersDeps, makeLetters } from '../../src/client/letters.ts';
import { makeReadDepth } from '../../src/client/queues.ts';
import { readRedrives } from '../../src/client/redrives.ts';
import type { Resources } from '../../src/client/resources.ts';
import type { DeadLetter, LetterHead } from '../../src/codecs/dead-letter.ts';
import { encodePosition } from '../../src/engine/position.ts';
import { sharedHarness, uniqueName } from '../embedded/services/harness.ts';
import { makeWorld, plan } from './support.ts';

/** When the letters of the tests failed, and when the tests run. */
export const FAILED_MS = Date.UTC(2026, 10, 22, 10);
const NOW_MS = FAILED_MS + 3_600_000;
const BUCKET = 'letters-of-tests';

type QueueName = 'retry' | 'dlq' | 'late' | 'undeliverable' | 'unrecovered';

export interface LettersWorld {
  readonly letters: Letters;
  readonly store: ReturnType<typeof makeWorld>['store'];
  /** What the archive holds, by key. */
  readonly archived: Map<string, Uint8Array>;
  /** Moves on only by waiting. */
  readonly clock: { nowMs(): number; after(ms: number): Promise<void> };
  put(queue: QueueName, ...letters: readonly (DeadLetter | string)[]): Promise<void>;
  /** Takes all that is visible: ids of the letters, or the text of what is none, in their order. */
  idsIn(queue: QueueName): Promise<string[]>;
  /** One message that is visible. */
  receive(queue: QueueName): Promise<Message | undefined>;
  /** [visible, in flight] */
  counts(queue: QueueName): Promise<number[]>;
}

/** A pipeline's queues on the local AWS, new ones for each test. */
export function lettersWorld(change: Partial<LettersDeps> = {}): () => LettersWorld {
  const aws = sharedHarness();
  let world: LettersWorld | undefined;

  beforeEach(async () => {
    const { sqs } = aws();
    const create = async (attributes: Record<string, string> = {}): Promise<string> => {
      const command = new CreateQueueCommand({ QueueName: uniqueName('queue'), Attributes: attributes });
      return (await sqs.send(command)).QueueUrl ?? '';
    };
    const dlq = await create();
    const arn = (await sqs.send(new GetQueueAttributesCommand({ QueueUrl: dlq, AttributeNames: ['QueueArn'] })))
      .Attributes?.QueueArn;
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 5 });
    const queues: Resources['queues'] = {
      retry: await create({ RedrivePolicy }),
      dlq,
      late: await create(),
      undeliverable: await create(),
      unrecovered: await create(),
      tasks: '',
      pokes: '',
    };
    const { store, stream } = makeWorld();
    const archived = new Map<string, Uint8Array>();
    const readDepth = makeReadDepth(sqs);
    let nowMs = NOW_MS;
    const clock = {
      nowMs: () => nowMs,
      after: async (ms: number) => {
        nowMs += ms;
        await new Promise((resolve) => setImmediate(resolve));
      },
    };
    const idsIn = async (name: QueueName): Promise<string[]> => {
      const found = await makeLetters({ ...deps, resources: { queues: { ...queues, late: queues[name] } } }).list(
        'late',
      );
      return found.letters.map(({ messageId, letter }) => letter?.id ?? messageId).sort();
    };
    const deps: LettersDeps = {
      sqs,
      clock,
      plan,
      resources: { queues },
      readDepth,
      readRedrives: () => readRedrives({ plan, store, stream }),
      archive: { get: async ({ key }) => archived.get(key) },
      registry: { versionById: async () => undefined },
      ...change,
    };
    world = {
      letters: makeLetters(deps),
      store,
      archived,
      clock,
      idsIn,
      put: async (name, ...letters) => {
        for (const letter of letters) {
          const MessageBody = typeof letter === 'string' ? letter : JSON.stringify(letter);
          const MessageAttributes = { pipeline: { DataType: 'String', StringValue: 'shops' } };
          await sqs.send(new SendMessageCommand({ QueueUrl: queues[name], MessageBody, MessageAttributes }));
        }
      },
      receive: async (name) => {
        const command = new ReceiveMessageCommand({
          QueueUrl: queues[name],
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        });
        return (await sqs.send(command)).Messages?.[0];
      },
      counts: async (name) => {
        const { visible, inFlight } = await readDepth(queues[name]);
        return [visible, inFlight];
      },
    };
  });

  return () => {
    if (!world) throw new Error('no test is running');
    return world;
  };
}

/** The n-th record that could not be processed, a minute after the one before. */
export function rejectedLetter(n: number, change: Partial<Extract<DeadLetter, { readonly kind: 'rejected' }>> = {}) {
  return {
    ...head(n),
    payload: Buffer.from(`{"sale":${n}}`).toString('base64'),
    kind: 'rejected',
    reason: 'INVALID_EVENT',
    message: `field "cents" must be a number, got "${n}"`,
    ...change,
  } satisfies DeadLetter;
}

/** The n-th record that came too late for the hourly windows of five o'clock, a minute after the one before. */
export function lateLetter(n: number, reasons: readonly ('TOO_LATE' | 'STATE_EXPIRED')[] = ['TOO_LATE']) {
  const windowStartMs = FAILED_MS - 5 * 3_600_000;
  return {
    ...head(n),
    payload: Buffer.from(`{"sale":${n}}`).toString('base64'),
    kind: 'tooLate',
    eventTimeMs: windowStartMs + 60_000,
    windows: reasons.map((reason) => ({ aggregation: 'hourly', windowStartMs, reason })),
  } satisfies DeadLetter;
}

/** A record in the archive in place of the letter. */
export function archivedLetter(n: number, bytes: number): DeadLetter {
  const { payload: _payload, ...letter } = rejectedLetter(n);
  return { ...letter, archived: { bucket: BUCKET, key: `letters/${n}`, bytes } };
}

export const idOf = (n: number): string => `letter-${String(n).padStart(2, '0')}`;

function head(n: number): LetterHead {
  const failedMs = FAILED_MS + n * 60_000;
  return {
    version: 1,
    id: idOf(n),
    pipeline: 'shops',
    stream: { name: 'sales', createdMs: 1 },
    shardId: 'shardId-000000000000',
    position: encodePosition(String(1_000 + n)),
    sequenceNumber: String(1_000 + n),
    partitionKey: 'north',
    arrivalMs: failedMs - 2_000,
    attempts: 1,
    firstFailedMs: failedMs - 1_000,
    lastFailedMs: failedMs,
    codeVersion: '3f2c91ab',
  };
}
