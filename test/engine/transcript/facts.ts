import { addCounts, type Counts, NO_COUNTS } from '../../../src/engine/progress.ts';
import { advanceWatermark, laneWatermark, NO_WATERMARK } from '../../../src/engine/watermark.ts';
import { lastWindowEndAt } from '../../../src/engine/window.ts';
import type { Fact } from './parse.ts';
import type { World } from './run.ts';
import { parseTime } from './times.ts';

/** Throws where the world is not as the fact says. */
export function checkFact({ line, subject, value, day }: Fact, world: World): void {
  const found = lookUp(subject, world);
  if (found === undefined) throw new Error(`line ${line}: nobody knows what "${subject}" is`);
  const given = typeof found === 'number' ? new Date(found).toISOString() : found;
  const isTime = /^(\S+ )?\d\d:\d\d/.test(value);
  const wanted = isTime ? new Date(parseTime(value, day)).toISOString() : value;
  if (given !== wanted) throw new Error(`line ${line}: ${subject} is ${given}, not ${wanted}`);
}

/** A time in epoch milliseconds, or a text; undefined for an unknown subject. */
function lookUp(subject: string, world: World): number | string | undefined {
  const { lanes, plan } = world;
  const counts = [...lanes.values()].map(({ progress }) => progress.counts).reduce(addCounts, NO_COUNTS);
  if (subject === 'the watermark') return watermark(world) ?? 'none';
  if (subject === 'all records') return recordsText(counts);
  const lane = /^(the watermark|decisions written) of lane (\w+)$/.exec(subject);
  const state = lanes.get(lane?.[2] ?? '');
  if (lane && state) {
    if (lane[1] === 'decisions written') return String(state.decisionsWritten);
    return laneWatermark(plan.pipeline.watermark, state.progress) ?? 'none';
  }
  const [, what, name] = /^(all events|the end of the last complete window) of ([\w-]+)$/.exec(subject) ?? [];
  if (what === 'all events') {
    const { counted, filtered, tooLate } = counts.aggregations[name ?? ''] ?? { counted: 0, filtered: 0, tooLate: 0 };
    return `counted ${counted}, filtered ${filtered}, too late ${tooLate}`;
  }
  const aggregation = plan.aggregations.find((candidate) => candidate.aggregation.name === name)?.aggregation;
  if (!aggregation) return undefined;
  const watermarkMs = watermark(world);
  return watermarkMs === null ? 'none' : lastWindowEndAt(aggregation.window, watermarkMs);
}

/** Over all lanes, each of them heard from. */
function watermark({ lanes, plan }: World): number | null {
  const policy = plan.pipeline.watermark;
  const views = [...lanes.values()].map(
    ({ progress }) => ({ state: 'active', watermarkMs: laneWatermark(policy, progress) }) as const,
  );
  return views.length === 0 ? null : advanceWatermark(policy, NO_WATERMARK, views, 0).watermarkMs;
}

function recordsText({ read, accepted, rejected, ignored }: Counts): string {
  return `read ${read}, accepted ${accepted}, rejected ${rejected}, ignored ${ignored}`;
}
