import { createHash } from 'node:crypto';
import { Deployment } from './deployment.ts';
import type { Injection } from './faults.ts';
import { checkAll, hasMarks } from './final-check.ts';
import { type Mutation, NO_MUTATION } from './mutation.ts';
import type { Profile } from './profile.ts';
import { makeRandom } from './random.ts';
import { isStuck, redrivesOf } from './redrive-check.ts';
import { makeScenario, START_MS } from './scenario.ts';
import { cutScenario } from './shrink/cut-scenario.ts';
import type { Keep } from './shrink/keep.ts';
import type { SimEntry } from './stream.ts';
import { World } from './world.ts';

/** What one seed led to. */
export interface RunReport {
  readonly seed: number;
  /** The first thing found wrong, null where nothing was. */
  readonly violation: string | null;
  readonly events: number;
  readonly turns: number;
  readonly simulatedMs: number;
  readonly injections: ReadonlyMap<Injection, number>;
  readonly trace: readonly string[];
  readonly traceHash: string;
}

/** What makes a run another than the one its seed draws. */
export interface RunOptions {
  readonly mutation?: Mutation;
  /** What is more frequent than the seed has it. */
  readonly profile?: Profile;
  /** What is left of what the seed draws. */
  readonly keep?: Keep;
  /** Whether all that happens is told; default true. */
  readonly isTraced?: boolean;
  /** The same scenario otherwise interleaved, and with other faults, for each number; 0 is what the seed draws. */
  readonly salt?: number;
}

/** How a violation begins that is a mistake of the simulation, or of code that it runs, and shows nothing of the protocol. */
export const THREW = 'the simulation threw';

/** Faults end here at the latest: in the middle of things, or when all is done, which may take for ever where they are many. */
const MOST_TURNS_WITH_FAULTS = [200, 8_000];
const MOST_TURNS_WITH_FAULTS_IF_LONG = [3_000, 16_000];
/** Far beyond what it takes without faults: a run that needs more has lost its liveness. */
const MOST_TURNS_WITHOUT = 40_000;
/** How long after faults and senders have stopped everything may take to be materialized. */
const QUIET_WITHIN_MS = 1_800_000;

/** One run, all of it drawn from the seed: senders and faults, then calm in which all must come right, a few times over. */
export async function run(
  seed: number,
  { mutation = NO_MUTATION, profile = {}, keep = {}, salt = 0, isTraced = true }: RunOptions = {},
): Promise<RunReport> {
  const random = makeRandom(seed);
  const scenario = cutScenario(makeScenario(random.fork(), profile.bias), keep);
  for (let skipped = 0; skipped < salt; skipped += 1) random.fork();
  const world = new World(scenario, random.fork(), mutation);
  const { scheduler, faults, stream } = world;
  scheduler.isTraced = isTraced;
  faults.raise(profile.rates ?? {});
  faults.exclude(profile.without ?? []);
  if (keep.faults) faults.leaveOnly(keep.faults);
  try {
    await play(world, keep.untilTurn);
  } catch (error) {
    // With its trace it can be found, and shrunk, like any other violation.
    world.violate(`${THREW} ${error instanceof Error ? error.stack : String(error)}`);
  }
  if (world.violation !== null) scheduler.note(() => `VIOLATION ${world.violation}`);
  return {
    seed,
    violation: world.violation,
    events: stream.entries.length,
    turns: scheduler.turns,
    simulatedMs: scheduler.nowMs - START_MS,
    injections: faults.counts,
    trace: scheduler.trace,
    traceHash: createHash('sha256').update(scheduler.trace.join('\n')).digest('hex'),
  };
}

/** Ends at the first violation. */
async function play(world: World, faultsUntilTurn = Number.POSITIVE_INFINITY): Promise<void> {
  const { scenario, scheduler, faults, stream } = world;
  faults.isOn = faultsUntilTurn > 0;
  const deployment = new Deployment(world);
  deployment.start();
  for (const arrivals of scenario.episodes) {
    deployment.send(arrivals);
    await storm(world, deployment, faultsUntilTurn);
    const isLast = arrivals === scenario.episodes.at(-1);
    const isChecked = isLast || scenario.expiry?.isCheckedBetween !== false;
    if (isChecked) await calmDown(world, deployment, 'fired');
    else await allSent(world, deployment);
    if (world.violation !== null) return;
  }
  const newestMs = Math.max(scheduler.nowMs, ...stream.entries.map(({ content }) => timeOf(content)));
  deployment.redriveAll();
  deployment.drain(newestMs + Math.max(...scenario.aggregations.map(({ sizeMs }) => sizeMs)));
  await calmDown(world, deployment, 'all');
}

/** Of broken events there is none. */
function timeOf(content: SimEntry['content']): number {
  return content === null || content === 'nothing packed' ? 0 : content.t || 0;
}

async function storm(world: World, deployment: Deployment, untilTurn: number): Promise<void> {
  const { scheduler, scenario, faults, random } = world;
  const mostTurns = random.pick(scenario.expiry ? MOST_TURNS_WITH_FAULTS_IF_LONG : MOST_TURNS_WITH_FAULTS);
  const turns = Math.min(mostTurns, untilTurn - scheduler.turns);
  faults.isOn = turns > 0;
  if (!faults.isOn) return;
  scheduler.note(() => 'FAULTS');
  await scheduler.run(() => world.violation !== null || deployment.isCaughtUp, turns);
  faults.isOn = scheduler.turns < untilTurn;
}

/**
 * A letter may have gone to the dead-letter queue in the middle of its redrive: then it needs another. Its event may hold an id, which makes
 * duplicates of others, and not be decided yet.
 */
async function finishesRedrives(world: World): Promise<boolean> {
  const { state, watch } = world;
  const ofClaimants = [...watch.claimants.values()].map((event) => state.readRedrive(event));
  const isUndecided = (await Promise.all(ofClaimants)).some((decision) => decision === undefined);
  const decisions = [...(await redrivesOf(world)).values()];
  const isUnfinished = isUndecided || decisions.some((decision) => !decision.isDone && !isStuck(world, decision));
  if (isUnfinished) world.letters.redrive();
  return isUnfinished;
}

async function allSent(world: World, deployment: Deployment): Promise<void> {
  await world.scheduler.run(() => world.violation !== null || deployment.isAllSent, MOST_TURNS_WITHOUT);
}

/** Without new faults everything is done and every window that has fired is materialized, within a bound; then all is checked. */
async function calmDown(world: World, deployment: Deployment, windows: 'fired' | 'all'): Promise<void> {
  const { scheduler, faults, scenario } = world;
  faults.isOn = false;
  if (world.violation !== null) return;
  scheduler.note(() => 'NO MORE FAULTS');
  world.letters.retry.resume();
  const isBroken = () => world.violation !== null;
  await allSent(world, deployment);
  const deadlineMs = scheduler.nowMs + QUIET_WITHIN_MS + 4 * scenario.tickMs;
  let notBeforeMs = scheduler.nowMs;
  do {
    const isOver = () => isBroken() || (deployment.isQuiet && scheduler.nowMs >= notBeforeMs);
    const isReached = await scheduler.run(() => isOver() || scheduler.nowMs > deadlineMs, MOST_TURNS_WITHOUT);
    if (!isReached || scheduler.nowMs > deadlineMs)
      world.violate('not quiet long after faults and senders had stopped');
    notBeforeMs = scheduler.nowMs + scenario.tickMs;
  } while (!world.violation && ((await hasMarks(world, windows)) || (await finishesRedrives(world))));
  if (!world.violation) await checkAll(world, windows);
}
