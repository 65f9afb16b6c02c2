import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { windowId, windowsOf } from '../../../lambdas/shared/windows-of.ts';
import { partialKey } from '../../../src/codecs/items/partial-item.ts';
import type { PartialStore } from '../../../src/ports/partial-store.ts';
import type { MutatedInstance } from '../mutation.ts';
import { type InstanceGiven, instanceMutant, type Mutant, processorMutant, stateMutant, unheard } from './mutant.ts';
import { FAST_BUT_STALE, LONG_LIVED } from './profiles.ts';
import { inconsistent, unconditional, withoutCondition } from './rewrite.ts';

/** How the stream processor brings what it counts into the state table and has it materialized, each rule broken once. */
export const WRITE_MUTANTS: readonly Mutant[] = [
  unconditional(
    { name: 'drop the condition', rule: 'A partial is written only over the state that it was computed from.' },
    'stream-processor',
    'partial',
  ),
  instanceMutant(
    {
      name: 'blind rewrite after a timeout',
      rule: 'A write of which no answer came is resolved by the same condition as before, never repeated without it.',
      profile: {
        bias: { isCrowded: true, focuses: ['PutItem partial'] },
        rates: { 'attempt given up but running on': 0.3, 'request lost': 0.03, 'answer lost': 0.03 },
      },
    },
    rewriteBlindly,
  ),
  instanceMutant(
    { name: 'timeout taken for success', rule: 'A write of which no answer came is not known to be done.' },
    (_kind, { state }) => ({
      ports: {
        state: {
          ...state,
          putPartial: (...given) => state.putPartial(...given).catch(() => ({ kind: 'written', bytes: 0 })),
        },
      },
    }),
  ),
  processorMutant(
    { name: 'un-awaited write', rule: 'A function answers when all that it has begun is durable.' },
    (deps) => ({ writePartials: async (...given) => unheard(deps.writePartials(...given)) }),
  ),
  stateMutant(
    { name: 'no mark', rule: 'A window-partition has its mark before its first partial.' },
    'stream-processor',
    () => ({ ensureMark: async () => {} }),
  ),
  processorMutant(
    { name: 'look before write', rule: 'Whoever writes looks at what has fired after it has written.' },
    (deps) => ({
      writePartials: async (lane, buckets, positions, before, isTimeUp) => {
        await deps.refire(windowsOf(buckets), isTimeUp);
        await deps.writePartials(lane, buckets, positions, before, isTimeUp);
      },
      refire: async () => 0,
    }),
  ),
  processorMutant({ name: 'no look', rule: 'Whoever writes looks at what has fired.' }, () => ({
    refire: async () => 0,
  })),
  instanceMutant(
    {
      name: 'look only at buckets written',
      rule: 'Windows are looked at also where an attempt before had written all: it may have died before it looked.',
      profile: {
        bias: { isCrowded: true, focuses: ['Query control'] },
        rates: { 'wrong watermark': 0.5, 'request lost': 0.03, throttled: 0.05 },
        without: LONG_LIVED,
      },
    },
    lookAtWritten,
  ),
  inconsistent(
    { name: 'inconsistent look', rule: 'The look at what has fired is a consistent read.', profile: FAST_BUT_STALE },
    'stream-processor',
    'control',
  ),
];

/** A partial that may or may not be there is put there, whatever is there. */
function rewriteBlindly(...[kind, { state }]: InstanceGiven): MutatedInstance {
  if (kind !== 'stream-processor') return {};
  const blind = new Set<string>();
  const putPartial: PartialStore['putPartial'] = async (ref, next, expectedApplied) => {
    try {
      return await state.putPartial(ref, next, expectedApplied);
    } catch {
      const { pk, sk } = partialKey(ref);
      blind.add(`${pk} ${sk}`);
      return await state.putPartial(ref, next, expectedApplied).finally(() => blind.delete(`${pk} ${sk}`));
    }
  };
  return {
    ports: { state: { ...state, putPartial } },
    rewrite: (command) => {
      if (!(command instanceof PutItemCommand)) return undefined;
      const { pk, sk } = command.input.Item ?? {};
      return blind.has(`${pk?.S} ${sk?.S}`) ? withoutCondition(command, 'partial') : undefined;
    },
  };
}

function lookAtWritten(...[, { state }]: InstanceGiven): MutatedInstance {
  const written = new Set<string>();
  return {
    ports: {
      state: {
        ...state,
        putPartial: async (ref, next, expectedApplied) => {
          const write = await state.putPartial(ref, next, expectedApplied);
          if (write.kind === 'written') written.add(windowId(ref));
          return write;
        },
      },
    },
    processorDeps: (deps) => ({
      ...deps,
      refire: (windows, isTimeUp) =>
        deps.refire(
          windows.filter((window) => written.delete(windowId(window))),
          isTimeUp,
        ),
    }),
  };
}
