import { makeMemoryResultStore } from '../../../src/adapters/memory/memory-result-store.ts';
import type { Partial } from '../../../src/engine/apply.ts';
import type { StoredResult } from '../../../src/ports/result-store.ts';
import { rowId } from '../expected-results.ts';
import type { Mutation } from '../mutation.ts';
import type { ResultRows } from '../watch.ts';
import { type Mutant, STALE_MS, stateMutant } from './mutant.ts';

/** The keeper's and the materializer's part of the protocol, each rule broken once. */
export const FIRING_MUTANTS: readonly Mutant[] = [
  { name: 'announce after look', mutation: () => ({ instance: announceLast }) },
  stateMutant('mark cleared blindly', 'materializer', (state) => ({
    clearMark: async ({ window }) => state.clearMark({ window, nonce: (await state.readMark(window)) ?? '' }),
  })),
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
  { name: 'inconsistent query', mutation: staleQueries },
  { name: 'last writer wins', mutation: () => ({ results: lastWriterWins }) },
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
          announce = () => void state.raiseFiredThrough(...to);
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

/** Partials as they were a moment ago, as an eventually consistent read may return them. */
function staleQueries() {
  const history = new Map<string, { readonly before: Partial | undefined; readonly atMs: number }>();
  const idOf = (applied: string, bucket: number, windowStartMs: number) => `${applied}|${bucket}|${windowStartMs}`;
  const mutation: ReturnType<Mutant['mutation']> = {
    instance: (_kind, { state }, _owner, { scheduler, random }) => ({
      ports: {
        state: {
          ...state,
          putPartial: async (ref, next, expectedApplied) => {
            const before = await state.readPartial(ref);
            const write = await state.putPartial(ref, next, expectedApplied);
            if (write.kind === 'written') {
              history.set(idOf(next.applied, ref.bucket, ref.windowStartMs), { before, atMs: scheduler.nowMs });
            }
            return write;
          },
          async *bucketsOf(window) {
            for await (const { bucket, partials } of state.bucketsOf(window)) {
              const seen = partials.map((partial) => {
                const last = history.get(idOf(partial.applied, bucket, window.windowStartMs));
                const isStale = last && scheduler.nowMs - last.atMs < STALE_MS && random.chance(0.5);
                return isStale ? last.before : partial;
              });
              yield { bucket, partials: seen.filter((partial) => partial !== undefined) };
            }
          },
        },
      },
    }),
  };
  return mutation;
}

function lastWriterWins(): ResultRows {
  const rows = new Map<string, StoredResult>();
  return {
    ...makeMemoryResultStore(),
    rows: () => [...rows.values()],
    writeResult: async ({ aggregation, generation, windowStartMs, key }, result) => {
      const id = rowId(aggregation, windowStartMs, key);
      rows.set(id, { ...result, generation, windowStartMs, revision: (rows.get(id)?.revision ?? 0) + 1 });
      return 'written';
    },
  };
}
