import type { Plan } from '../engine/plan.ts';
import { laterOf } from '../engine/progress.ts';
import type { EpochMs } from '../engine/time.ts';
import type { Alarm } from './alarm.ts';
import { equationsOf } from './equations.ts';
import { type LaneStanding, withStalled } from './lane-standings.ts';
import type { Look } from './look.ts';
import type { QueueDepth } from './queues.ts';
import type { QueueName } from './resources.ts';
import { span } from './span.ts';

/** Something that needs a person's attention. */
export interface Finding {
  readonly kind:
    | 'lane-stalled'
    | 'record-crashes'
    | 'equation-broken'
    | 'windows-not-fired'
    | 'windows-not-written'
    | 'dead-letters'
    | 'retry-queue'
    | 'unrecovered'
    | 'alarm';
  /** What it is and where to look, in one line. */
  readonly line: string;
}

/** As the alarm `retry-queue-depth` by default. */
const MANY_RETRIES = 100;
const CRASHES = 2;

/** What may pass by itself: wrong only where it is in the first look and in the last one. */
export function lastingFindings(first: Look, last: Look): readonly Finding[] {
  return [...stalledLanes(first, last), ...notFired(first, last), ...notWritten(first, last)];
}

/** What is wrong at one moment. */
export function momentaryFindings(
  plan: Plan,
  { atMs, progress, lanes }: Look,
  queues: Readonly<Record<QueueName, QueueDepth>>,
  alarms: readonly Alarm[],
): readonly Finding[] {
  const { name, aggregations } = plan.pipeline;
  const findings: Finding[] = [];
  for (const { shardId, progress: lane } of lanes) {
    if (!lane.attempts || lane.attempts.count < CRASHES) continue;
    findings.push({
      kind: 'record-crashes',
      line: `${shardId}: ${lane.attempts.count} attempts at the record at ${lane.attempts.position} ended without a word; see docs/runbooks/processor-errors.md`,
    });
  }
  const names = aggregations.map((aggregation) => aggregation.name);
  for (const { aggregation, difference, holds } of equationsOf(progress.counts, names)) {
    if (holds) continue;
    const of = aggregation === undefined ? 'records read' : `events accepted, for ${aggregation}`;
    const amount = difference > 0 ? `${difference} too few` : `${-difference} too many`;
    findings.push({ kind: 'equation-broken', line: `the ${of}, are not those that are accounted for: ${amount}` });
  }
  const letters = queues.dlq.visible + queues.dlq.inFlight;
  if (letters > 0) {
    const line = `about ${counted(letters, 'record')} in the dead-letter queue: npx millrace dlq ls ${name}`;
    findings.push({ kind: 'dead-letters', line });
  }
  const lost = queues.unrecovered.visible + queues.unrecovered.inFlight;
  if (lost > 0) {
    const line = `about ${counted(lost, 'message')} in the unrecovered queue: see docs/runbooks/unrecovered-not-empty.md`;
    findings.push({ kind: 'unrecovered', line });
  }
  const retries = queues.retry.visible + queues.retry.inFlight + queues.retry.delayed;
  if (retries >= MANY_RETRIES) {
    const line = `about ${retries} records in the retry queue: see docs/runbooks/retry-queue-depth.md`;
    findings.push({ kind: 'retry-queue', line });
  }
  // The composite goes off with each of the others: it is no news.
  const goingOff = alarms.filter(({ state, isComposite }) => state === 'ALARM' && !isComposite);
  return [...findings, ...goingOff.map((alarm) => ({ kind: 'alarm' as const, line: alarmLine(alarm, atMs) }))];
}

function alarmLine({ name, description, runbook, reason, sinceMs }: Alarm, atMs: EpochMs): string {
  const since = sinceMs === null ? '' : ` for ${span(atMs - sinceMs)}`;
  const what = (description || reason).replace(/\.$/, '');
  return `alarm ${name}${since}: ${what}${runbook === null ? '' : `: see ${runbook}`}`;
}

function stalledLanes(first: Look, last: Look): Finding[] {
  const stalled = withStalled(first.lanes, last.lanes).filter(({ lane }) => lane === 'stalled');
  return stalled.map(({ shardId }) => ({
    kind: 'lane-stalled',
    line: `${shardId} holds unread records and does not move: see docs/runbooks/lane-stalled.md`,
  }));
}

/** All lanes have passed a window's end, and nobody has announced it. */
function notFired(first: Look, last: Look): Finding[] {
  const watermarkMs = laterOf(first.progress.watermarkMs, leastOf(first.lanes));
  if (watermarkMs === null) return [];
  const late = last.windows.filter(({ oldestOpenEndMs }) => oldestOpenEndMs !== null && oldestOpenEndMs <= watermarkMs);
  return late.map(({ aggregation }) => ({
    kind: 'windows-not-fired',
    line: `${aggregation}: every lane has passed windows that have not fired: see docs/runbooks/keeper-silent.md`,
  }));
}

/** The watermark as the keeper would have it of the lanes that hold it; null where one of them has none. */
function leastOf(lanes: readonly LaneStanding[]): EpochMs | null {
  const holding = lanes.filter(({ lane }) => lane === 'active' || lane === 'behind');
  return holding.reduce<EpochMs | null>(
    (least, { watermarkMs }, index) =>
      watermarkMs === null || (least === null && index > 0) ? null : Math.min(least ?? watermarkMs, watermarkMs),
    null,
  );
}

/** Requests that were there in the first look, and are still there. */
function notWritten(first: Look, last: Look): Finding[] {
  return last.windows.flatMap(({ aggregation, requests }) => {
    const before = first.windows.find((survey) => survey.aggregation === aggregation)?.requests;
    const lasting = [...requests].filter((request) => before?.has(request));
    if (lasting.length === 0) return [];
    const what = counted(lasting.length, 'window-partition');
    const line = `${aggregation}: ${what} fired and not written: see docs/runbooks/task-age.md`;
    return [{ kind: 'windows-not-written', line }];
  });
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
