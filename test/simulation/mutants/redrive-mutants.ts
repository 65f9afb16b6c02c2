import type { Partial } from '../../../src/engine/apply.ts';
import { mergePartials } from '../../../src/engine/merge.ts';
import { aggregationNamed, planOf } from '../../../src/engine/plan.ts';
import type { RedriveStore } from '../../../src/ports/redrive-store.ts';
import type { StateStore } from '../../../src/ports/state-store.ts';
import { pipelineOf } from '../definition.ts';
import type { MutatedInstance, Mutation } from '../mutation.ts';
import { type Mutant, stateMutant, unheard } from './mutant.ts';

type MakeInstance = NonNullable<Mutation['instance']>;

/** The redriver's part of the protocol, each rule broken once. */
export const REDRIVE_MUTANTS: readonly Mutant[] = [
  { name: 'redriven event written through the partial of its lane', mutation: () => ({ instance: throughLanes }) },
  stateMutant('redrive without a mark', 'redriver', () => ({ ensureMark: async () => {} })),
  { name: 'no look after a redrive', mutation: () => ({ instance: noLook }) },
  stateMutant('redriven event added anew by each attempt', 'redriver', (state) => {
    let puts = 0;
    return {
      putEventPartial: ({ event, ...bucket }, partial) => {
        puts += 1;
        const position = `${event.position}|${puts}`;
        return state.putEventPartial({ ...bucket, event: { ...event, position } }, partial);
      },
    };
  }),
  stateMutant('redrive decided anew each time', 'redriver', decidedAnew),
  stateMutant('redrive taken for done once it is decided', 'redriver', (state) => ({
    decideRedrive: (event, decision) => state.decideRedrive(event, { ...decision, isDone: true }),
  })),
  { name: 'letter let go before its event is counted', mutation: () => ({ instance: countLater }) },
  { name: 'letter let go whatever fails', mutation: () => ({ instance: swallow }) },
  stateMutant('letter let go although its record is still rejected', 'redriver', () => ({
    ownLetter: async () => 'another letter',
  })),
  stateMutant('each letter of a record kept', 'redriver', () => ({ ownLetter: async (_event, letterId) => letterId })),
  { name: 'late event counted where it was in time as well', mutation: () => ({ instance: admitToAll }) },
];

/** What comes too late for its lane's partial is dropped. */
const throughLanes: MakeInstance = (kind, { state }, _owner, { scenario }) => {
  const [version] = scenario.versions;
  if (kind !== 'redriver' || !version) return {};
  const plan = planOf(pipelineOf(scenario, version));
  const putEventPartial: RedriveStore['putEventPartial'] = async ({ event, ...bucket }, partial) => {
    const of = aggregationNamed(plan, bucket.aggregation);
    const ref = { ...bucket, lane: event.lane };
    const held = await state.readPartial(ref);
    if (!of || (held && held.applied >= event.position)) return partial;
    const next: Partial = {
      applied: event.position,
      keys: mergePartials(of, held ? [held, partial] : [partial]),
    };
    await state.putPartial(ref, next, held?.applied);
    return partial;
  };
  return { ports: { state: { ...state, putEventPartial } } };
};

/** Marks are made, but nobody is asked to look at a window that was materialized in between. */
const noLook: MakeInstance = (kind, { state }) =>
  kind === 'redriver'
    ? { ports: { state: { ...state, renewMark: async () => {} }, tasks: { sendTasks: async () => {} } } }
    : {};

/** Each attempt puts its own decision in the place of the one that is stored. */
function decidedAnew(state: StateStore): Pick<RedriveStore, 'readRedrive' | 'decideRedrive'> {
  return {
    readRedrive: async () => undefined,
    decideRedrive: async (event, decision) => {
      const stored = await state.readRedrive(event);
      return stored ? state.amendRedrive(event, stored, decision) : state.decideRedrive(event, decision);
    },
  };
}

/** The event is counted some time later, by a process that may be no more. */
const countLater: MakeInstance = (kind, { state }, owner, { scheduler, random }) => {
  if (kind !== 'redriver') return {};
  const putEventPartial: RedriveStore['putEventPartial'] = async (ref, partial) => {
    scheduler.at(random.int(0, 2_000), () => unheard(state.putEventPartial(ref, partial)), owner);
    return partial;
  };
  return { ports: { state: { ...state, putEventPartial } } };
};

function swallow(): MutatedInstance {
  return {
    redriverDeps: (deps) => ({
      ...deps,
      redriveLetter: (...given) => deps.redriveLetter(...given).catch(() => ({ kind: 'done', events: 0 })),
    }),
  };
}

/** What is said of some aggregations is taken to be said of all. */
const admitToAll: MakeInstance = (_kind, _ports, _owner, { scenario }) => ({
  redriverDeps: (deps) => ({
    ...deps,
    redriveLetter: (letter, isTimeUp) => {
      if (letter.kind === 'rejected') return deps.redriveLetter(letter, isTimeUp);
      const windows = scenario.aggregations.map(({ name }) => {
        return { aggregation: name, windowStartMs: letter.eventTimeMs, reason: 'TOO_LATE' as const };
      });
      return deps.redriveLetter({ ...letter, windows }, isTimeUp);
    },
  }),
});
