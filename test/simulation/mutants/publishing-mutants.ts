import type { PublishedResult } from '../../../src/ports/result-sink.ts';
import type { StoredResult } from '../../../src/ports/result-store.ts';
import type { MutatedInstance } from '../mutation.ts';
import type { Profile } from '../profile.ts';
import { type InstanceGiven, instanceMutant, type Mutant } from './mutant.ts';

const PUBLISHING: Profile = { bias: { isPublishing: true } };

/** How the materializer tells of results, each rule broken once. */
export const PUBLISHING_MUTANTS: readonly Mutant[] = [
  instanceMutant(
    {
      name: 'publish only what changed',
      rule: 'Every row of a task is published as it stands: an attempt before may have written it and died.',
      profile: PUBLISHING,
    },
    publishChanged,
  ),
  instanceMutant(
    {
      name: 'mark cleared before publishing',
      rule: 'A mark is cleared when what it asks for has been published.',
      profile: PUBLISHING,
    },
    clearFirst,
  ),
  instanceMutant(
    {
      name: 'publish what was merged',
      rule: 'What is published of a row is what stands, where another was faster also.',
      profile: {
        bias: { isPublishing: true, isCrowded: true, isExpiring: false, slow: 'Query partial' },
        rates: { 'wrong watermark': 0.6, 'message delivered again': 0.3, 'attempt given up but running on': 0.3 },
      },
    },
    publishMerged,
  ),
  instanceMutant(
    {
      name: 'unpublished taken for published',
      rule: 'A row of which the stream does not say that it holds it is not known to be published.',
      profile: { ...PUBLISHING, rates: { 'message of a batch refused': 0.1 } },
    },
    (kind, { resultSink }) =>
      kind === 'materializer' && resultSink
        ? { ports: { resultSink: { publish: (rows) => resultSink.publish(rows).catch(() => {}) } } }
        : {},
  ),
];

function publishChanged(...[kind, { results, resultSink }]: InstanceGiven): MutatedInstance {
  if (kind !== 'materializer' || !resultSink) return {};
  const changed = new Set<string>();
  const revisionOf = (aggregation: string, { key, windowStartMs, revision }: StoredResult) =>
    `${aggregation} ${windowStartMs} ${revision} ${key}`;
  return {
    ports: {
      results: {
        ...results,
        writeResult: async (ref, result) => {
          const write = await results.writeResult(ref, result);
          if (write.outcome === 'written') changed.add(revisionOf(ref.aggregation, write.stored));
          return write;
        },
      },
      resultSink: {
        publish: (rows) => resultSink.publish(rows.filter((row) => changed.delete(revisionOf(row.aggregation, row)))),
      },
    },
  };
}

function clearFirst(...[kind, { state, resultSink }]: InstanceGiven): MutatedInstance {
  if (kind !== 'materializer' || !resultSink) return {};
  let held: readonly PublishedResult[] = [];
  return {
    ports: {
      resultSink: {
        publish: async (rows) => {
          held = [...held, ...rows];
        },
      },
      state: {
        ...state,
        clearMark: async (mark) => {
          const outcome = await state.clearMark(mark);
          const rows = held;
          held = [];
          await resultSink.publish(rows);
          return outcome;
        },
      },
    },
  };
}

function publishMerged(...[kind, { results }]: InstanceGiven): MutatedInstance {
  if (kind !== 'materializer') return {};
  return {
    ports: {
      results: {
        ...results,
        writeResult: async (ref, result) => {
          const { outcome, stored } = await results.writeResult(ref, result);
          return { outcome, stored: { ...stored, n: result.n, measures: result.measures } };
        },
      },
    },
  };
}
