import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { StreamProcessorDeps } from '../../../lambdas/stream-processor/stream-processor.ts';
import { BEFORE_FIRST, type Position } from '../../../src/engine/position.ts';
import { NO_PROGRESS, type Progress } from '../../../src/engine/progress.ts';
import type { ProgressStore } from '../../../src/ports/progress-store.ts';
import type { MutatedInstance } from '../mutation.ts';
import { type InstanceGiven, instanceMutant, type Mutant, processorMutant, stateMutant } from './mutant.ts';
import { isOf, rewriting, unconditional } from './rewrite.ts';

/** How a lane's progress and decisions are kept, each rule broken once. */
export const DECISION_MUTANTS: readonly Mutant[] = [
  stateMutant(
    {
      name: 'act before deciding',
      rule: 'Decisions are durable before any of their effects.',
      profile: { bias: { isDeployed: true } },
    },
    'stream-processor',
    decisionsInMemory,
  ),
  instanceMutant(
    {
      name: 'decide anew on retry',
      rule: 'Every attempt obeys what an earlier one has decided, also where it would judge otherwise.',
      profile: { bias: { isDeployed: true } },
    },
    judgeAnew,
  ),
  instanceMutant(
    {
      name: 'decide anew on retry, own ids in sight',
      rule: 'An attempt that comes again does not take its own ids for those of others.',
      profile: { bias: { isDeployed: false, isRepeating: true } },
    },
    judgeAnew,
  ),
  unconditional(
    { name: 'compare-and-set dropped', rule: 'Progress is written only over the version that was read.' },
    'stream-processor',
    'progress',
  ),
  rewriting(
    {
      name: 'progress by `lastPosition < x` alone',
      rule: 'Progress is guarded by a version: of two attempts that decide about the same records one loses.',
      profile: { bias: { isDeployed: true }, rates: { 'attempt given up but running on': 0.3 } },
    },
    'stream-processor',
    byPositionAlone,
  ),
  processorMutant({ name: 'no skip by progress', rule: 'What progress says is done is not judged again.' }, (deps) => ({
    store: seenAs(deps.store, (progress) => ({ ...progress, lastPosition: BEFORE_FIRST })),
  })),
  processorMutant(
    { name: 'progress before partials', rule: 'Progress moves past records when their effects are durable.' },
    moveFirst,
  ),
];

/** Decisions stay in the instance: the table gets them together with the move past their records. */
function decisionsInMemory(state: ProgressStore): Pick<ProgressStore, 'writeProgress'> {
  /** Version that the table has, by shard, where this instance has made out that there is one more. */
  const behind = new Map<string, number>();
  return {
    writeProgress: async (lane, next, expectedVersion) => {
      const stored = await state.readProgress(lane);
      const isBehind = behind.get(lane.shardId) === expectedVersion - 1;
      const version = isBehind ? expectedVersion - 1 : expectedVersion;
      const isDecision = next.lastPosition === stored.lastPosition;
      if (isDecision && stored.version === version) {
        behind.set(lane.shardId, version);
        return { kind: 'written', progress: { ...next, version: version + 1 } };
      }
      behind.delete(lane.shardId);
      const write = await state.writeProgress(lane, next, version);
      if (write.kind === 'written') return write;
      return {
        kind: 'conflict',
        stored: { ...write.stored, decidedThrough: later(next.decidedThrough, write.stored.decidedThrough) },
      };
    },
  };
}

/** Each attempt judges for itself, also what was decided. */
function judgeAnew(...[kind, { state }]: InstanceGiven): MutatedInstance {
  if (kind !== 'stream-processor') return {};
  const seen = seenAs(state, (stored) => ({
    ...stored,
    decidedThrough: stored.lastPosition,
    decidedMaxEventTimeMs: stored.doneMaxEventTimeMs,
    exceptions: [],
  }));
  return { ports: { state: { ...state, ...seen } } };
}

function byPositionAlone(command: object): object | undefined {
  if (!(command instanceof PutItemCommand) || !isOf('progress', command.input.Item)) return undefined;
  const { TableName, Item, ReturnValuesOnConditionCheckFailure } = command.input;
  return new PutItemCommand({
    TableName,
    Item,
    ReturnValuesOnConditionCheckFailure,
    ConditionExpression: 'attribute_not_exists(l) OR l <= :l',
    ExpressionAttributeValues: { ':l': Item?.l ?? { S: BEFORE_FIRST } },
  });
}

/** Everything that follows the decision waits until progress has moved. */
function moveFirst(deps: StreamProcessorDeps): Partial<StreamProcessorDeps> {
  let writes = async (): Promise<void> => {};
  return {
    writePartials: async (...given) => {
      writes = () => deps.writePartials(...given);
    },
    refire: async (...given) => {
      const before = writes;
      writes = async () => {
        await before();
        await deps.refire(...given);
      };
      return 0;
    },
    store: {
      ...deps.store,
      readProgress: deps.store.readProgress,
      writeProgress: async (lane, next, expectedVersion) => {
        const write = await deps.store.writeProgress(lane, next, expectedVersion);
        if (write.kind === 'written' && next.exceptions.every(({ position }) => position > next.lastPosition)) {
          await writes();
          writes = async () => {};
        }
        return write;
      },
    },
  };
}

/** Progress that looks otherwise to an attempt that begins; what it does not know of is not undone when it writes. */
function seenAs(store: ProgressStore, look: (stored: Progress) => Progress): ProgressStore {
  const known = new Map<string, Progress>();
  return {
    listProgress: (stream) => store.listProgress(stream),
    readProgress: async (lane) => {
      const stored = await store.readProgress(lane);
      known.set(lane.shardId, stored);
      return look(stored);
    },
    writeProgress: (lane, next, expectedVersion) => {
      const before = known.get(lane.shardId) ?? NO_PROGRESS;
      const lastPosition = later(next.lastPosition, before.lastPosition);
      const decidedThrough = later(next.decidedThrough, before.decidedThrough);
      return store.writeProgress(lane, { ...next, lastPosition, decidedThrough }, expectedVersion);
    },
  };
}

function later(a: Position, b: Position): Position {
  return a > b ? a : b;
}
