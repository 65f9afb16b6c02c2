import { NO_PROGRESS } from '../../../src/engine/progress.ts';
import type { StreamReader } from '../../../src/ports/stream-reader.ts';
import type { MutatedInstance } from '../mutation.ts';
import { type Broken, type InstanceGiven, instanceMutant, type Mutant, stateMutant, unheard } from './mutant.ts';
import { CROWDED, HONEST } from './profiles.ts';
import { inconsistent, unconditional } from './rewrite.ts';

/** The keeper's and the materializer's part of the protocol, each rule broken once. */
export const FIRING_MUTANTS: readonly Mutant[] = [
  instanceMutant(
    { name: 'announce after look', rule: 'The keeper announces that windows have fired, and then looks for marks.' },
    announceLast,
  ),
  looking(
    {
      name: 'timer-only idleness',
      rule: 'A lane is idle only if its shard was looked at: silence may be a stall.',
      profile: HONEST,
    },
    () => async () => 'empty',
  ),
  looking(
    {
      name: 'drained shard holds the watermark',
      rule: 'A closed shard that is read to its end holds the watermark no more.',
      profile: { bias: { isResharded: true } },
    },
    ({ lookAfter }) =>
      async (...place) => {
        const found = await lookAfter(...place);
        return found === 'ended' ? 'records' : found;
      },
  ),
  instanceMutant(
    {
      name: 'child shard at wall clock',
      rule: 'A shard of which nothing has been read holds the watermark.',
      profile: { ...HONEST, bias: { isResharded: true } },
    },
    childrenAtWallClock,
  ),
  unconditional(
    {
      name: 'mark cleared blindly',
      rule: 'Only the mark that was read before the partials is cleared.',
      profile: CROWDED,
    },
    'materializer',
    'mark',
  ),
  stateMutant(
    { name: 'nonce read after the query', rule: "A mark's nonce is read before the partials.", profile: CROWDED },
    'materializer',
    (state) => {
      let latest = '';
      return {
        async *bucketsOf(window) {
          yield* state.bucketsOf(window);
          latest = (await state.readMark(window)) ?? '';
        },
        clearMark: ({ window }) => state.clearMark({ window, nonce: latest }),
      };
    },
  ),
  inconsistent(
    { name: 'inconsistent query', rule: 'Partials are queried consistently, every page of them.' },
    'materializer',
    'partial',
  ),
  unconditional(
    { name: 'last writer wins on results', rule: 'A result is replaced only by one of more events.' },
    'materializer',
    'result',
  ),
];

/** Keepers that make something else of what shards hold. */
function looking(broken: Broken, look: (stream: StreamReader) => StreamReader['lookAfter']): Mutant {
  return instanceMutant(broken, (kind, { stream }) =>
    kind === 'watermark-keeper' ? { ports: { stream: { ...stream, lookAfter: look(stream) } } } : {},
  );
}

/** A new shard is taken to have been read until now. */
function childrenAtWallClock(...[kind, { state, stream, clock }]: InstanceGiven): MutatedInstance {
  if (kind !== 'watermark-keeper') return {};
  return {
    ports: {
      state: {
        ...state,
        listProgress: async (of) => {
          const [lanes, shards] = [await state.listProgress(of), await stream.listShards()];
          const nowMs = clock.nowMs();
          const fresh = shards.filter(
            ({ shardId, parents }) => parents.length > 0 && !lanes.some(({ lane }) => lane.shardId === shardId),
          );
          return [
            ...lanes,
            ...fresh.map(({ shardId }) => ({
              lane: { ...of, shardId },
              progress: { ...NO_PROGRESS, doneMaxEventTimeMs: nowMs, lastArrivalMs: nowMs },
            })),
          ];
        },
      },
    },
  };
}

/** The keeper looks, sends its tasks, and only then announces. */
function announceLast(...[kind, { state, tasks }, owner, { scheduler, random }]: InstanceGiven): MutatedInstance {
  if (kind !== 'watermark-keeper') return {};
  let announce = (): void => {};
  return {
    ports: {
      state: {
        ...state,
        raiseFiredThrough: async (...to) => {
          announce = () => unheard(state.raiseFiredThrough(...to));
        },
        async *marksThrough(...through) {
          let isAny = false;
          for await (const mark of state.marksThrough(...through)) {
            isAny = true;
            yield mark;
          }
          if (!isAny) announce();
        },
      },
      tasks: {
        sendTasks: async (...sent) => {
          await tasks.sendTasks(...sent);
          scheduler.at(random.int(0, 30_000), announce, owner);
        },
      },
    },
  };
}
