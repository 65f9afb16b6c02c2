import type { Partial } from '../../../src/engine/apply.ts';
import { mergePartials } from '../../../src/engine/merge.ts';
import { aggregationNamed, planOf } from '../../../src/engine/plan.ts';
import type { RedriveStore } from '../../../src/ports/redrive-store.ts';
import type { StateStore } from '../../../src/ports/state-store.ts';
import { pipelineOf } from '../definition.ts';
import type { MutatedInstance } from '../mutation.ts';
import { type InstanceGiven, instanceMutant, type Mutant, stateMutant, unheard } from './mutant.ts';

/** The redriver's part of the protocol, each rule broken once. */
export const REDRIVE_MUTANTS: readonly Mutant[] = [
  instanceMutant(
    {
      name: "redrive through the lane's partial",
      rule: 'A redriven event has an item of its own: its lane has applied later ones.',
    },
    throughLanes,
  ),
  stateMutant(
    { name: 'redrive without a mark', rule: 'A window-partition has its mark before a redriven event is written.' },
    'redriver',
    () => ({ ensureMark: async () => {} }),
  ),
  instanceMutant(
    {
      name: 'no look after a redrive',
      rule: 'The redriver looks at what has fired after it has written.',
      profile: { bias: { isCrowded: true, redrives: 'meanwhile' }, without: ['instance recycled'] },
    },
    noLook,
  ),
  stateMutant(
    {
      name: 'redriven event added anew by each attempt',
      rule: 'The item of a redriven event has one key, whoever tries.',
      profile: { bias: { redrives: 'meanwhile' } },
    },
    'redriver',
    (state) => {
      let puts = 0;
      return {
        putEventPartial: ({ event, ...bucket }, partial) => {
          puts += 1;
          const position = `${event.position}|${puts}`;
          return state.putEventPartial({ ...bucket, event: { ...event, position } }, partial);
        },
      };
    },
  ),
  stateMutant(
    {
      name: 'redrive without a stored decision',
      rule: 'Every redrive of an event obeys the first decision.',
      profile: { bias: { isExpiring: true, redrives: 'meanwhile' } },
    },
    'redriver',
    decidedAnew,
  ),
  stateMutant(
    {
      name: 'redrive taken for done once it is decided',
      rule: 'A redrive is done when its event is counted, not when that is decided.',
    },
    'redriver',
    (state) => ({
      decideRedrive: (event, decision) => state.decideRedrive(event, { ...decision, isDone: true }),
    }),
  ),
  instanceMutant(
    {
      name: 'letter let go before its event is counted',
      rule: 'A letter is let go when its event is counted, durably.',
    },
    countLater,
  ),
  instanceMutant(
    { name: 'letter let go whatever fails', rule: 'A letter that could not be finished comes again.' },
    swallow,
  ),
  stateMutant(
    {
      name: 'letter let go although its record is still rejected',
      rule: 'A letter stands for its record as long as that is rejected.',
    },
    'redriver',
    () => ({
      ownLetter: async () => 'another letter',
    }),
  ),
  stateMutant(
    { name: 'each letter of a record kept', rule: 'One letter stands for a rejected record, the others are let go.' },
    'redriver',
    () => ({ ownLetter: async (_event, letterId) => letterId }),
  ),
  instanceMutant(
    {
      name: 'late event counted where it was in time as well',
      rule: 'A late event is admitted to those aggregations that missed it.',
    },
    admitToAll,
  ),
];

/** What comes too late for its lane's partial is dropped. */
function throughLanes(...[kind, { state }, _owner, { scenario }]: InstanceGiven): MutatedInstance {
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
}

/** Marks are made, but nobody is asked to look at a window that was materialized in between. */
function noLook(...[kind, { state }]: InstanceGiven): MutatedInstance {
  if (kind !== 'redriver') return {};
  return { ports: { state: { ...state, renewMark: async () => {} }, tasks: { sendTasks: async () => {} } } };
}

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
function countLater(...[kind, { state }, owner, { scheduler, random }]: InstanceGiven): MutatedInstance {
  if (kind !== 'redriver') return {};
  const putEventPartial: RedriveStore['putEventPartial'] = async (ref, partial) => {
    scheduler.at(random.int(0, 2_000), () => unheard(state.putEventPartial(ref, partial)), owner);
    return partial;
  };
  return { ports: { state: { ...state, putEventPartial } } };
}

function swallow(): MutatedInstance {
  return {
    redriverDeps: (deps) => ({
      ...deps,
      redriveLetter: (...given) => deps.redriveLetter(...given).catch(() => ({ kind: 'done', events: 0 })),
    }),
  };
}

/** What is said of some aggregations is taken to be said of all. */
function admitToAll(...[, , , { scenario }]: InstanceGiven): MutatedInstance {
  return {
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
  };
}
