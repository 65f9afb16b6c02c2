import type { DeadLetter } from '../../src/codecs/dead-letter.ts';
import type { RedriveDecision, RedriveTarget } from '../../src/engine/redrive.ts';
import { type ExpectedResults, rowId } from './expected-results.ts';
import { type Brought, type Ids, judgeRedriven, type Outcome } from './oracle.ts';
import { type SimEntry, type SimShard, STREAM } from './stream.ts';
import type { SimEvent } from './workload.ts';
import type { World } from './world.ts';

/** What was decided about events that came by a queue, each by its entry. */
export type Redrives = ReadonlyMap<SimEntry, RedriveDecision>;

export async function redrivesOf(world: World): Promise<Redrives> {
  const redrives = new Map<SimEntry, RedriveDecision>();
  for (const shard of world.stream.shards) {
    for await (const { position, decision } of world.state.redrivesOf({ ...STREAM, shardId: shard.shardId })) {
      const entry = shard.entries.find((candidate) => candidate.position === position);
      if (entry) redrives.set(entry, decision);
      else world.violate(`a redrive was decided about ${shard.shardId} ${position}, where no event is`);
    }
  }
  return redrives;
}

/** Ids that redriven events hold, before any lane is looked at: whoever has them else is a duplicate. */
export function takeIds(world: World, redrives: Redrives, ids: Ids): void {
  for (const [entry, { origin, outcome }] of redrives) {
    if (origin !== 'rejected' || outcome !== 'accepted') continue;
    const event = eventOf(entry);
    if (!event) continue;
    if (ids.isTaken(event, entry.arrivalMs)) world.violate(`two redriven events of id ${event.id} were accepted`);
    ids.take(event, entry.arrivalMs);
  }
}

/**
 * True where nobody can say any more whether an event was counted that was decided to be: the state of its window was collected before that
 * was known. Its letter stays, for somebody to look at.
 */
export function isStuck({ scenario, expiry }: World, { counted, isDone }: RedriveDecision): boolean {
  return (
    !isDone &&
    counted.some(({ aggregation, windowStartMs }) =>
      scenario.aggregations.some((spec) => spec.name === aggregation && expiry.isCollected(spec, windowStartMs)),
    )
  );
}

/** Is each redriven event what some version makes of it? Adds what they bring to what is expected. */
export function checkRedrives(
  world: World,
  { shardId, entries }: SimShard,
  outcomes: readonly Outcome[],
  redrives: Redrives,
  ids: Ids,
  expected: ExpectedResults,
): void {
  entries.forEach((entry, index) => {
    const decision = redrives.get(entry);
    const outcome = outcomes[index];
    if (!decision || !outcome) return;
    const problem = problemOf(world, entry, outcome, decision, ids);
    if (problem) world.violate(`the redrive of ${shardId} ${entry.position} is ${textOf(decision)}: ${problem}`);
    const event = eventOf(entry);
    if (!event) return;
    const brought = broughtBy(world, entry, decision);
    // What was brought may never have been merged: whoever was to ask for that may have ended before.
    if (isStuck(world, decision)) expected.addOpen(event, brought);
    else expected.add(event, brought);
  });
}

const MOST_SKEW_MS = 300_000;

/** After the last redrive: nothing lies in a queue that the last version takes, and what lies there lies there once. */
export function checkLeftovers(
  world: World,
  { shardId, entries }: SimShard,
  outcomes: readonly Outcome[],
  redrives: Redrives,
): void {
  const { scenario, letters, faults } = world;
  const version = scenario.versions.at(-1);
  for (const letter of letters.dead) {
    const isOfEvent = letter.shardId !== shardId || entries.some(({ position }) => position === letter.position);
    if (!isOfEvent) world.violate(`a letter about ${shardId} ${letter.position} lies there, which is no event`);
  }
  const isAbout = (entry: SimEntry) => (letter: DeadLetter) =>
    letter.shardId === shardId && letter.position === entry.position;
  const dead = letters.dead;
  const late = letters.late;
  entries.forEach((entry, index) => {
    const outcome = outcomes[index];
    const decision = redrives.get(entry);
    const name = `${shardId} ${entry.position}`;
    const hasStuck = decision !== undefined && isStuck(world, decision);
    if (hasStuck) faults.count('redrive unfinished when its state was collected');
    if (hasStuck && !dead.some(isAbout(entry)))
      world.violate(`whether ${name} was counted is not known, and no letter says so`);
    if (decision?.isDone && decision.expired.length > 0 && !late.some(isAbout(entry)))
      world.violate(`${name} came when its windows had expired, and is not in the late queue`);
    if (!version || decision) return;
    if (outcome?.kind === 'accepted' && outcome.tooLate.length > 0 && !late.some(isAbout(entry)))
      world.violate(`${name} came too late, and is not in the late queue`);
    if (outcome?.kind === 'accepted' && outcome.tooLate.length > 0 && scenario.lateAdmittedAfterMs.length > 0)
      world.violate(`${name} came too late and was never admitted`);
    if (outcome?.kind !== 'rejected') return;
    const judged = judgeRedriven(scenario, version, entry);
    // Its time had not come yet, by a clock that may be behind.
    const isAhead = (eventOf(entry)?.t ?? 0) > letters.redrivenAtMs - MOST_SKEW_MS;
    if (judged.kind !== 'rejected' && !isAhead)
      world.violate(`${name} was left behind, though it is ${judged.kind} now`);
    const held = dead.filter(isAbout(entry));
    const ids = new Set(held.map(({ id }) => id));
    // One that ends the process never comes to be compared with others.
    const mayBeSeveral = version.diesOfFatal && eventOf(entry)?.isFatal === true;
    if (mayBeSeveral ? ids.size === 0 : ids.size !== 1)
      world.violate(`${name} is still rejected, and ${ids.size} letters stand for it`);
  });
}

function problemOf(
  world: World,
  entry: SimEntry,
  outcome: Outcome,
  decision: RedriveDecision,
  ids: Ids,
): string | undefined {
  const { scenario } = world;
  const event = eventOf(entry);
  for (const { aggregation, windowStartMs } of decision.expired) {
    const spec = scenario.aggregations.find(({ name }) => name === aggregation);
    if (!spec || !world.expiry.hasExpired(spec, windowStartMs))
      return `${aggregation}@${windowStartMs} has not expired`;
  }
  if (decision.origin === 'tooLate') {
    if (outcome.kind !== 'accepted') return `its lane has it as ${outcome.kind}`;
    const names = allTargets(decision)
      .map(({ aggregation }) => aggregation)
      .sort();
    return names.join() === [...outcome.tooLate].sort().join() ? undefined : `it came too late for ${outcome.tooLate}`;
  }
  if (outcome.kind !== 'rejected') return `its lane has it as ${outcome.kind}`;
  if (decision.outcome === 'duplicate')
    return event && ids.mayBeTaken(event, entry.arrivalMs) ? undefined : 'nobody else holds its id';
  const judged = scenario.versions.map((version) => judgeRedriven(scenario, version, entry));
  if (decision.outcome === 'ignored') return judged.some(({ kind }) => kind === 'ignored') ? undefined : 'it is wanted';
  const accepted = judged.find(({ kind }) => kind === 'accepted');
  if (accepted?.kind !== 'accepted') return 'no version takes it';
  const wanted = accepted.brings.map(({ spec, windowStartMs }) => `${spec.name}@${windowStartMs}`).sort();
  return targetsOf(decision) === wanted.join(' ') ? undefined : `right is ${wanted.join(' ')}`;
}

/** What is not done was brought as far as is seen. */
function broughtBy(world: World, entry: SimEntry, { counted, isDone }: RedriveDecision): Brought[] {
  const { scenario, expiry } = world;
  const judged = scenario.versions.map((version) => judgeRedriven(scenario, version, entry));
  const accepted = judged.find(({ kind }) => kind === 'accepted');
  if (accepted?.kind !== 'accepted') return [];
  return accepted.brings
    .filter(({ spec, windowStartMs }) =>
      counted.some((target) => target.aggregation === spec.name && target.windowStartMs === windowStartMs),
    )
    .map(({ spec, windowStartMs, keys }) => ({
      spec,
      windowStartMs,
      keys: keys.filter((key) => isDone || expiry.holds(entry, rowId(spec.name, windowStartMs, key))),
    }));
}

function eventOf({ content }: SimEntry): SimEvent | undefined {
  return content === null || content === 'nothing packed' ? undefined : content;
}

function allTargets({ counted, expired }: RedriveDecision): readonly RedriveTarget[] {
  return [...counted, ...expired];
}

function targetsOf(decision: RedriveDecision): string {
  return allTargets(decision)
    .map(({ aggregation, windowStartMs }) => `${aggregation}@${windowStartMs}`)
    .sort()
    .join(' ');
}

function textOf(decision: RedriveDecision): string {
  return `${decision.outcome} ${targetsOf(decision)}`.trim();
}
