import type { Aggregation, WatermarkPolicy } from '../../../src/engine/index.ts';
import { aggregation, definePipeline, tumbling } from '../../../src/engine/index.ts';
import { type Plan, planOf } from '../../../src/engine/plan.ts';
import { type Crash, LaneRun } from '../support/lane-run.ts';
import { type Reading, reading } from '../support/readings.ts';
import { rowsOf } from '../support/rows.ts';
import { checkFact } from './facts.ts';
import { rowText, type Setting, type Step, type Transcript } from './parse.ts';
import { outcomesOf, transcriptBatch } from './records.ts';

const CRASHES: Record<string, Crash> = {
  '': 'never',
  'after deciding': 'after deciding',
  'after one partial': 'after one partial',
  'before progress': 'before progress',
};

/** What a transcript has set up so far, and what its lanes hold. */
export interface World {
  readonly plan: Plan;
  readonly lanes: ReadonlyMap<string, LaneRun>;
}

/** Plays a transcript on the engine. Throws with the first line that says otherwise than the engine does. */
export function runTranscript({ steps }: Transcript): void {
  const settings: Setting[] = [];
  const lanes = new Map<string, LaneRun>();
  let plan: Plan | undefined;
  for (const step of steps) {
    if (step.kind === 'given') {
      settings.push(...step.settings);
      plan = planFrom(settings);
      continue;
    }
    if (!plan) throw new Error('the transcript begins without "given"');
    play(step, { plan, lanes }, (name) => {
      const lane = lanes.get(name) ?? new LaneRun();
      lanes.set(name, lane);
      return lane;
    });
  }
}

function play(step: Exclude<Step, { kind: 'given' }>, world: World, laneOf: (name: string) => LaneRun): void {
  if (step.kind === 'batch') {
    const crash = CRASHES[step.dies];
    if (!crash) throw new Error(`line ${step.records[0]?.line}: nobody dies "${step.dies}"`);
    const lane = laneOf(step.lane);
    const batch = transcriptBatch(step.records, world.plan);
    const found = outcomesOf(lane, batch, () => lane.deliver(batch, crash, world.plan.pipeline.watermark, world.plan));
    step.records.forEach(({ line, number, outcome }, index) => {
      if (found[index] === outcome) return;
      throw new Error(`line ${line}: record ${number} of lane ${step.lane} is ${found[index]}, not ${outcome}`);
    });
  } else if (step.kind === 'windows') {
    const given = rowsIn(world, step.aggregation).join('\n');
    const wanted = [...step.rows].sort().join('\n');
    if (given === wanted) return;
    throw new Error(
      `line ${step.line}: windows of ${step.aggregation} are\n${given || 'none'}\nnot\n${wanted || 'none'}`,
    );
  } else for (const fact of step.facts) checkFact(fact, world);
}

function rowsIn({ lanes }: World, name: string): string[] {
  const rows: string[] = [];
  for (const [id, { n }] of rowsOf([...lanes.values()])) {
    const [of, startMs, key = ''] = id.split('|');
    if (of === name) rows.push(rowText(Number(startMs), key, n));
  }
  return rows.sort();
}

function planFrom(settings: readonly Setting[]): Plan {
  const policy = { outOfOrdernessMs: 0, futureBoundMs: 0, idleAfterMs: 60_000, idle: 'hold' } satisfies WatermarkPolicy;
  const aggregations = new Map<string, Aggregation>();
  for (const setting of settings) {
    if (setting.kind === 'outOfOrderness') policy.outOfOrdernessMs = setting.ms;
    if (setting.kind === 'futureBound') policy.futureBoundMs = setting.ms;
    if (setting.kind === 'aggregation') aggregations.set(setting.name, aggregationFrom(setting));
  }
  return planOf(
    definePipeline({
      name: 'transcript',
      records: { format: 'json' },
      events: [reading],
      watermark: policy,
      aggregations: [...aggregations.values()],
    }),
  );
}

function aggregationFrom(setting: Extract<Setting, { kind: 'aggregation' }>): Aggregation {
  return aggregation(setting.name, {
    from: [reading],
    where: (event: Reading) => setting.takesSpam || !event.flag,
    key: (event) => event.keys,
    window: tumbling(setting.sizeMs, { offsetMs: setting.offsetMs }),
    allowedLatenessMs: setting.latenessMs,
    measures: (m) => ({ clicks: m.count() }),
  });
}
