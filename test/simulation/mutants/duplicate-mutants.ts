import type { Claim } from '../../../src/engine/claim.ts';
import { BEFORE_FIRST } from '../../../src/engine/position.ts';
import type { FunctionPorts } from '../../support/compose-functions.ts';
import type { MutatedInstance } from '../mutation.ts';
import { type InstanceGiven, instanceMutant, type Mutant, stateMutant } from './mutant.ts';
import { REPEATING } from './profiles.ts';
import { inconsistent } from './rewrite.ts';

/** What makes events of senders and of packed records count once, each rule broken once. */
export const DUPLICATE_MUTANTS: readonly Mutant[] = [
  instanceMutant(
    {
      name: 'claims written before deciding',
      rule: 'Ids are claimed by what was decided, not by what was looked at.',
      profile: REPEATING,
    },
    (_kind, ports) => markThenDecide(ports),
  ),
  stateMutant(
    { name: 'claims not written', rule: 'The id of an accepted event is stored.', profile: REPEATING },
    'stream-processor',
    () => ({ putClaims: async () => {} }),
  ),
  instanceMutant(
    {
      name: 'claims written after progress moves',
      rule: 'Claims are durable before progress moves past their events.',
      profile: REPEATING,
    },
    claimLast,
  ),
  inconsistent(
    {
      name: 'claims read inconsistently',
      rule: 'Claims are read consistently.',
      profile: { ...REPEATING, rates: { 'read sees what was before': 0.8 } },
    },
    'stream-processor',
    'claims',
  ),
  instanceMutant(
    {
      name: 'lineage ignored',
      rule: 'The ids of a shard are those of its parents as well.',
      profile: { bias: { isRepeating: true, isResharded: true, isExpiring: false } },
    },
    orphans,
  ),
  instanceMutant(
    { name: 'too late events hold no ids', rule: 'An event that is too late holds its id.', profile: REPEATING },
    forgetLate,
  ),
  instanceMutant(
    { name: 'ids remembered for ever', rule: 'An id is free again after the horizon.', profile: REPEATING },
    rememberAll,
  ),
];

/** A bare marker: ids are marked before their events are decided on, and whoever finds one marked takes it for a duplicate. */
function markThenDecide(ports: FunctionPorts): MutatedInstance {
  let fresh: readonly Claim[] = [];
  let marked: ReadonlySet<string> | undefined;
  return {
    processorDeps: (deps) => ({
      ...deps,
      evaluateBatch: async (...given) => {
        const batch = await deps.evaluateBatch(...given);
        fresh = batch.evaluated.evaluated.flatMap((event) => (event.kind === 'event' ? (event.claim ?? []) : []));
        marked = undefined;
        return batch;
      },
      senderIds: {
        ...deps.senderIds,
        takenThrough: async (lane, progress, sinceMs) => {
          const taken = await deps.senderIds.takenThrough(lane, progress, sinceMs);
          if (fresh.length > 0 && !marked) {
            const found = new Set<string>();
            for await (const { fingerprints } of ports.state.claimsAfter(lane, BEFORE_FIRST)) {
              for (let at = 0; at < fingerprints.length; at += 2)
                found.add(`${fingerprints[at]} ${fingerprints[at + 1]}`);
            }
            marked = found;
            const fingerprints = Uint32Array.from(fresh.flatMap(({ high, low }) => [high, low]));
            await ports.state.putClaims(lane, { through: ports.nonce(), arrivalMs: sinceMs, fingerprints }, 0);
          }
          return {
            horizonMs: taken.horizonMs,
            has: (claim) => taken.has(claim) || (marked?.has(`${claim.high} ${claim.low}`) ?? false),
          };
        },
      },
    }),
  };
}

/** Claims follow when progress has moved already. */
function claimLast(): MutatedInstance {
  return {
    processorDeps: (deps) => {
      let keepLater = async (): Promise<void> => {};
      return {
        ...deps,
        senderIds: {
          ...deps.senderIds,
          keep: async (...given) => {
            keepLater = () => deps.senderIds.keep(...given);
          },
        },
        store: {
          ...deps.store,
          readProgress: deps.store.readProgress,
          writeProgress: async (...given) => {
            const write = await deps.store.writeProgress(...given);
            const keep = keepLater;
            keepLater = async () => {};
            if (write.kind === 'written') await keep();
            return write;
          },
        },
      };
    },
  };
}

/** No shard has parents. */
function orphans(...[kind, { stream }]: InstanceGiven): MutatedInstance {
  if (kind !== 'stream-processor') return {};
  const listShards = async () => (await stream.listShards()).map((shard) => ({ ...shard, parents: [] }));
  return { ports: { stream: { ...stream, listShards } } };
}

/** Only what is counted holds its id. */
function forgetLate(): MutatedInstance {
  return {
    processorDeps: (deps) => {
      let late = new Set<Claim>();
      return {
        ...deps,
        sendAside: async (batch, decisions, expired) => {
          await deps.sendAside(batch, decisions, expired);
          const events = [...decisions.exceptions].map(([index, { kind }]) =>
            kind === 'tooLate' ? batch.evaluated.evaluated[index] : undefined,
          );
          late = new Set(events.flatMap((event) => (event?.kind === 'event' ? (event.claim ?? []) : [])));
        },
        senderIds: {
          ...deps.senderIds,
          keep: (lane, after, through, claims) =>
            deps.senderIds.keep(
              lane,
              after,
              through,
              claims.filter((claim) => !late.has(claim)),
            ),
        },
      };
    },
  };
}

/** The horizon is not looked at. */
function rememberAll(): MutatedInstance {
  return {
    processorDeps: (deps) => ({
      ...deps,
      senderIds: {
        ...deps.senderIds,
        takenThrough: async (lane, progress) => {
          const taken = await deps.senderIds.takenThrough(lane, progress, 0);
          return { horizonMs: taken.horizonMs, has: (claim) => taken.has({ ...claim, arrivalMs: 0 }) };
        },
      },
    }),
  };
}
