import { Positions } from '../../../src/engine/batch.ts';
import type { Claim } from '../../../src/engine/claim.ts';
import { BEFORE_FIRST } from '../../../src/engine/position.ts';
import type { FunctionPorts } from '../../support/compose-functions.ts';
import type { MutatedInstance, Mutation } from '../mutation.ts';
import { type Mutant, stateMutant } from './mutant.ts';
import { inconsistent } from './rewrite.ts';

type MakeInstance = NonNullable<Mutation['instance']>;

/** What makes events of senders and of packed records count once, each rule broken once. */
export const DUPLICATE_MUTANTS: readonly Mutant[] = [
  { name: 'claims written before deciding', mutation: () => ({ instance: (_kind, ports) => markThenDecide(ports) }) },
  stateMutant('claims not written', 'stream-processor', () => ({ putClaims: async () => {} })),
  { name: 'claims written after progress moves', mutation: () => ({ instance: claimLast }) },
  inconsistent('claims read inconsistently', 'stream-processor', 'claims'),
  { name: 'lineage ignored', mutation: () => ({ instance: orphans }) },
  { name: 'judged anew with own claims in sight', mutation: () => ({ instance: judgeAnew }) },
  { name: 'too late events hold no ids', mutation: () => ({ instance: forgetLate }) },
  { name: 'ids remembered for ever', mutation: () => ({ instance: rememberAll }) },
  { name: 'places inside packed records left out', mutation: () => ({ instance: wholeRecords }) },
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
const orphans: MakeInstance = (kind, { stream }) => {
  if (kind !== 'stream-processor') return {};
  const listShards = async () => (await stream.listShards()).map((shard) => ({ ...shard, parents: [] }));
  return { ports: { stream: { ...stream, listShards } } };
};

/** Each attempt judges for itself, also what was decided; where only one version judges, that shows by ids alone. */
const judgeAnew: MakeInstance = (kind, { state }, _owner, { scenario }) => {
  if (kind !== 'stream-processor' || scenario.versions.length > 1) return {};
  return {
    ports: {
      state: {
        ...state,
        readProgress: async (lane) => {
          const stored = await state.readProgress(lane);
          const { lastPosition, doneMaxEventTimeMs } = stored;
          return {
            ...stored,
            decidedThrough: lastPosition,
            decidedMaxEventTimeMs: doneMaxEventTimeMs,
            exceptions: [],
          };
        },
      },
    },
  };
};

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

/** Every event of a packed record stands where the record stands. */
function wholeRecords(): MutatedInstance {
  return {
    processorDeps: (deps) => ({
      ...deps,
      evaluateBatch: async (...given) => {
        const batch = await deps.evaluateBatch(...given);
        const { events, records, evaluated } = batch;
        const { length, recordOf } = events;
        const positions = new Positions(
          records.map(({ kinesis }) => kinesis.sequenceNumber),
          { length, recordOf, subSequences: events.subSequences.map(() => -1) },
        );
        return { ...batch, evaluated: { ...evaluated, positions } };
      },
    }),
  };
}
