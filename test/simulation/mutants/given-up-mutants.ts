import { encodePosition, LAST_IN_RECORD, sequenceNumberOf } from '../../../src/engine/position.ts';
import type { Exception, Progress } from '../../../src/engine/progress.ts';
import type { MutatedInstance, Mutation } from '../mutation.ts';
import { instanceMutant, type Mutant, stateMutant } from './mutant.ts';
import { UNREGISTERED } from './profiles.ts';

/** How records are given up that end the process, each rule broken once. */
export const GIVEN_UP_MUTANTS: readonly Mutant[] = [
  {
    ...{
      name: 'crash-reject a decided record',
      rule: 'What is decided is never given up, however often its effects fail.',
      profile: { bias: { givesUp: true, isExpiring: false } },
    },
    mutation: giveUpDecided,
  },
  instanceMutant(
    {
      name: 'attempts counted after user code',
      rule: 'An attempt is counted before anything looks into the record, which may be what kills.',
      profile: { bias: { givesUp: true, isExpiring: false } },
    },
    countAfterwards,
  ),
  instanceMutant(
    {
      name: 'attempts never taken back',
      rule: 'Only attempts of which nobody heard again count towards giving a record up.',
      profile: {
        bias: { ...UNREGISTERED, givesUp: true },
        rates: { throttled: 0.1, 'instance recycled': 0.6 },
        without: [
          'batch cut anew',
          'crash before a request',
          'crash after a request',
          'attempt given up but running on',
          'time runs short',
        ],
      },
    },
    keepCount,
  ),
  instanceMutant(
    {
      name: 'given up record opened again',
      rule: 'A record that was given up is not opened any more.',
      profile: { bias: { givesUp: true, isExpiring: false } },
    },
    openAgain,
  ),
  stateMutant(
    {
      name: 'packed record given up with what of it is done',
      rule: 'Of a packed record only what is not decided is given up.',
      profile: {
        bias: { ...UNREGISTERED, givesUp: true, isPacking: true },
        rates: { 'request lost': 0.03, throttled: 0.05 },
      },
    },
    'stream-processor',
    (state) => ({
      writeProgress: (lane, next, expectedVersion) =>
        state.writeProgress(lane, { ...next, exceptions: next.exceptions.map(fromItsStart) }, expectedVersion),
    }),
  ),
];

const MOST_ATTEMPTS = 4;

/** Whatever fails too often is given up, though its effects may be there in part. */
function giveUpDecided(): Mutation {
  const attempts = new Map<string, number>();
  return {
    instance: (): MutatedInstance => ({
      processorDeps: (deps) => ({
        ...deps,
        attemptAt: (lane, records) => {
          const attempt = deps.attemptAt(lane, records);
          const [record, ...more] = records;
          return {
            ...attempt,
            begin: async (progress) => {
              if (!record || more.length > 0) return attempt.begin(progress);
              const { sequenceNumber } = record.kinesis;
              const position = encodePosition(sequenceNumber);
              const isDecided = progress.decidedThrough >= position && progress.lastPosition < position;
              const key = `${lane.shardId} ${sequenceNumber}`;
              attempts.set(key, (attempts.get(key) ?? 0) + 1);
              if (!isDecided || (attempts.get(key) ?? 0) <= MOST_ATTEMPTS) return attempt.begin(progress);
              const write = await deps.store.writeProgress(lane, givenUp(progress, sequenceNumber), progress.version);
              return attempt.begin(write.kind === 'written' ? write.progress : write.stored);
            },
          };
        },
      }),
    }),
  };
}

function givenUp(progress: Progress, sequenceNumber: string): Progress {
  const [position, through] = [encodePosition(sequenceNumber), encodePosition(sequenceNumber, LAST_IN_RECORD)];
  const others = progress.exceptions.filter((exception) => sequenceNumberOf(exception.position) !== sequenceNumber);
  return {
    ...progress,
    decidedThrough: progress.decidedThrough > through ? progress.decidedThrough : through,
    exceptions: [...others, { kind: 'rejected', reason: 'PROCESSOR_CRASHED', position, through }],
  };
}

function countAfterwards(): MutatedInstance {
  return {
    processorDeps: (deps) => {
      let begin = async (_progress: Progress): Promise<void> => {};
      return {
        ...deps,
        attemptAt: (lane, records) => {
          const attempt = deps.attemptAt(lane, records);
          begin = async (progress) => {
            await attempt.begin(progress);
          };
          return { ...attempt, begin: async (progress) => ({ progress, isDecidedOnly: false }) };
        },
        evaluateBatch: async (lane, records, progress) => {
          const batch = await deps.evaluateBatch(lane, records, progress);
          await begin(progress);
          return batch;
        },
      };
    },
  };
}

/** Also an attempt that fails with a word counts. */
function keepCount(): MutatedInstance {
  return {
    processorDeps: (deps) => ({
      ...deps,
      attemptAt: (...given) => ({ ...deps.attemptAt(...given), end: async () => {} }),
    }),
  };
}

function openAgain(): MutatedInstance {
  return {
    processorDeps: (deps) => ({
      ...deps,
      evaluateBatch: (lane, records, progress, isDecidedOnly) =>
        deps.evaluateBatch(lane, records, { ...progress, exceptions: [] }, isDecidedOnly),
    }),
  };
}

function fromItsStart(exception: Exception): Exception {
  if (exception.kind !== 'rejected' || exception.reason !== 'PROCESSOR_CRASHED') return exception;
  return { ...exception, position: encodePosition(sequenceNumberOf(exception.position)) };
}
