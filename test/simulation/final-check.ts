import { decodeResult } from '../../src/codecs/items/result-item.ts';
import type { Counts } from '../../src/engine/progress.ts';
import { ExpectedResults, type ExpectedRow, measuresText, rowId } from './expected-results.ts';
import { countedOf, Ids, judge, newestAfter, type Outcome } from './oracle.ts';
import { checkLeftovers, checkRedrives, type Redrives, redrivesOf, takeIds } from './redrive-check.ts';
import { outcomeAsSeen, outcomeText, seenOf, seenText } from './seen.ts';
import { NAMES } from './services.ts';
import { type SimShard, STREAM } from './stream.ts';
import type { World } from './world.ts';

/** Windows of which results are expected: those that have fired, or all. */
export type Windows = 'fired' | 'all';

/** Compares everything durable with what the oracle makes of the records. Call it when nothing happens any more. */
export async function checkAll(world: World, windows: Windows): Promise<void> {
  const expected = new ExpectedResults();
  const ids = new Ids(world.scenario);
  const redrives = await redrivesOf(world);
  takeIds(world, redrives, ids);
  const judged: (readonly [SimShard, readonly Outcome[]])[] = [];
  // Parents come before their children.
  for (const shard of world.stream.shards) {
    const outcomes = outcomesOf(world, shard, ids, redrives);
    for (const outcome of outcomes) if (outcome.kind === 'accepted') expected.add(outcome.event, countedOf(outcome));
    const { counts } = await world.state.readProgress({ ...STREAM, shardId: shard.shardId });
    checkCounts(world, shard, counts, outcomes);
    judged.push([shard, outcomes]);
  }
  // A redriven event may be the copy of one in any of them.
  for (const [shard, outcomes] of judged) {
    checkRedrives(world, shard, outcomes, redrives, ids, expected);
    if (windows === 'all') checkLeftovers(world, shard, outcomes, redrives);
  }
  checkRows(world, expected.rows(await firedThrough(world, windows)));
  world.published.check(world.services.dynamodb.items(NAMES.resultsTable));
}

/** True while some window that should be materialized still asks to be. */
export async function hasMarks(world: World, windows: Windows): Promise<boolean> {
  for (const [name, throughMs] of await firedThrough(world, windows)) {
    for await (const _mark of world.state.marksThrough(name, 1, throughMs)) return true;
  }
  return false;
}

/** By aggregation: windows ending at or before it have results. */
async function firedThrough(world: World, windows: Windows): Promise<ReadonlyMap<string, number>> {
  const controls = await world.state.readControls();
  return new Map(
    world.scenario.aggregations.map(({ name }) => {
      const control = controls.find(({ aggregation }) => aggregation === name);
      return [name, windows === 'all' ? Number.MAX_SAFE_INTEGER : (control?.firedThroughMs ?? -1)];
    }),
  );
}

/** The outcome of each event, as told by the queues that it is in or not, if a version judges so; where it may be a duplicate, by its lane. */
function outcomesOf(world: World, shard: SimShard, ids: Ids, redrives: Redrives): Outcome[] {
  const { claims } = world.watch;
  let newestMs: number | null = null;
  return shard.entries.map((entry) => {
    const seen = seenOf(world, entry, redrives);
    const isTaken: Ids['isTaken'] = (event, arrivalMs) =>
      ids.isTaken(event, arrivalMs) || (ids.mayBeTaken(event, arrivalMs) && claims.isDuplicate(entry));
    const judged: readonly Outcome[] =
      world.givenUp.partOf(entry) === undefined
        ? world.scenario.versions.map((version) => judge(world.scenario, version, entry, newestMs, { isTaken }))
        : [{ kind: 'rejected', reason: 'PROCESSOR_CRASHED' }];
    const [match] = judged.map((outcome) => outcomeAsSeen(world, outcome, seen)).filter((found) => found !== undefined);
    if (!match) {
      const wanted = judged.map(outcomeText).join(' or ');
      world.violate(`${shard.shardId} ${entry.position} should be ${wanted}, its queues say: ${seenText(seen)}`);
    }
    const outcome = match ?? judged[0] ?? { kind: 'ignored' };
    newestMs = newestAfter(newestMs, outcome);
    if (outcome.kind === 'accepted')
      ids.take(outcome.event, entry.arrivalMs, claims.spanOf(shard.shardId, outcome.event, entry.arrivalMs));
    return outcome;
  });
}

function checkCounts(world: World, shard: SimShard, counts: Counts, outcomes: readonly Outcome[]): void {
  const accepted = outcomes.filter((outcome) => outcome.kind === 'accepted');
  const { givenUp } = world;
  const rejected = shard.entries.filter((_, index) => outcomes[index]?.kind === 'rejected');
  const totals = {
    read: givenUp.count(shard.entries),
    accepted: accepted.length,
    duplicate: outcomes.filter(({ kind }) => kind === 'duplicate').length,
    rejected: givenUp.count(rejected),
    ignored: outcomes.filter(({ kind }) => kind === 'ignored').length,
  };
  const expect = (what: string, is: number | undefined, wanted: number): void => {
    if ((is ?? 0) !== wanted) world.violate(`${shard.shardId} counts ${is} ${what}, ${wanted} is right`);
  };
  for (const [name, wanted] of Object.entries(totals)) expect(name, counts[name as keyof typeof totals], wanted);
  for (const { name } of world.scenario.aggregations) {
    const wanting = accepted.filter(({ brings }) => brings.some(({ spec }) => spec.name === name));
    const tooLate = wanting.filter((outcome) => outcome.tooLate.includes(name)).length;
    expect(`too late for ${name}`, counts.aggregations[name]?.tooLate, tooLate);
    expect(`counted by ${name}`, counts.aggregations[name]?.counted, wanting.length - tooLate);
    expect(`filtered by ${name}`, counts.aggregations[name]?.filtered, accepted.length - wanting.length);
    expect(`as accepted before ${name} was there`, counts.aggregations[name]?.absent, 0);
  }
}

function checkRows(world: World, wanted: ReadonlyMap<string, readonly (ExpectedRow | null)[]>): void {
  const rows = storedRows(world);
  for (const [id, ways] of wanted) {
    const stored = rows.get(id);
    const isRight = ways.some((way) => way?.n === stored?.n && way?.measures === stored?.measures);
    const [row] = ways;
    if (isRight || !row) continue;
    if (!stored) world.violate(`result ${id} is missing, ${row.n} events`);
    else if (stored.n !== row.n) world.violate(`result ${id} holds ${stored.n} events, ${row.n} is right`);
    else if (stored.measures !== row.measures)
      world.violate(`result ${id} is ${stored.measures}, right is ${row.measures}`);
  }
  for (const id of rows.keys()) if (!wanted.has(id)) world.violate(`result ${id} should not be`);
}

/** The results table as a reader finds it. */
function storedRows({ services }: World): ReadonlyMap<string, ExpectedRow> {
  const rows = new Map<string, ExpectedRow>();
  for (const item of services.dynamodb.items(NAMES.resultsTable)) {
    const { key, windowStartMs, n, measures } = decodeResult(item);
    const [aggregation = ''] = (item.pk?.S ?? '').split('#');
    const row = { aggregation, windowStartMs, key, n, measures: measuresText(measures) };
    rows.set(rowId(aggregation, windowStartMs, key), row);
  }
  return rows;
}
