import type { Mutation } from '../mutation.ts';
import { type Mutant, stateMutant, unheard } from './mutant.ts';
import { inconsistent, unconditional } from './rewrite.ts';

/** The keeper's and the materializer's part of the protocol, each rule broken once. */
export const FIRING_MUTANTS: readonly Mutant[] = [
  { name: 'announce after look', mutation: () => ({ instance: announceLast }) },
  unconditional('mark cleared blindly', 'materializer', 'mark'),
  stateMutant('nonce read after the query', 'materializer', (state) => {
    let latest = '';
    return {
      async *bucketsOf(window) {
        yield* state.bucketsOf(window);
        latest = (await state.readMark(window)) ?? '';
      },
      clearMark: ({ window }) => state.clearMark({ window, nonce: latest }),
    };
  }),
  inconsistent('inconsistent query', 'materializer', 'partial'),
  unconditional('last writer wins', 'materializer', 'result'),
];

/** The keeper looks, sends its tasks, and only then announces. */
const announceLast: NonNullable<Mutation['instance']> = (kind, { state, tasks }, owner, { scheduler, random }) => {
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
};
