import pc from 'picocolors';
import type { Equation, Health, LaneStanding, WindowSurvey } from '../client/index.ts';
import { jsonText } from '../client/json-text.ts';
import { whole } from '../client/number-text.ts';
import { span } from '../client/span.ts';
import { counted } from './counted.ts';
import { laneJson } from './format-lanes.ts';
import { instant, second } from './format-time.ts';

const LABEL_WIDTH = 12;

/** How a pipeline is, for people. */
export function healthLines(pipeline: string, health: Health): string[] {
  const { findings, lanes, windows, equations, queues, redrives } = health;
  const { rejected, late } = redrives;
  const redriven = rejected.accepted + rejected.duplicate + rejected.ignored;
  const depth = ({ visible, inFlight, delayed }: Health['queues']['dlq']) => whole(visible + inFlight + delayed);
  return [
    `${pc.bold(pipeline)}: ${findings.length === 0 ? pc.green('healthy') : pc.red('needs attention')}`,
    labelled('watermark', watermarkText(health)),
    labelled('lanes', lanesText(lanes, health.atMs)),
    ...equations.map((equation, index) => labelled(index === 0 ? 'accounts' : '', equationText(equation))),
    ...windows.map((survey, index) => labelled(index === 0 ? 'windows' : '', surveyText(survey))),
    labelled(
      'queues',
      `retry ${depth(queues.retry)}, dead-letter ${depth(queues.dlq)}, late ${depth(queues.late)}, undeliverable ${depth(queues.undeliverable)}, unrecovered ${depth(queues.unrecovered)}`,
    ),
    labelled('redriven', `${counted(redriven, 'rejected event')}, ${counted(late, 'late event')}`),
    ...alarmsText(health).map((text) => labelled('alarms', text)),
    ...findings.map(({ line }) => `${pc.red('!')} ${line}`),
  ];
}

/** How a pipeline is, for programs. */
export function healthJson(pipeline: string, health: Health): string {
  const { atMs, findings, progress, lanes, windows, equations, queues, redrives } = health;
  const { alarms, alarmsFailure = null } = health;
  return jsonText({
    pipeline,
    at: instant(atMs),
    healthy: findings.length === 0,
    findings,
    watermark: time(progress.watermarkMs),
    behindMs: progress.watermarkMs === null ? null : atMs - progress.watermarkMs,
    newestEvent: time(newestEvent(lanes)),
    equations: equations.map(({ aggregation = null, ...equation }) => ({ aggregation, ...equation })),
    windows: windows.map(surveyJson),
    queues,
    redrives,
    alarms: alarms?.map(({ sinceMs, ...alarm }) => ({ ...alarm, since: time(sinceMs) })) ?? null,
    alarmsFailure,
    lanes: lanes.map(laneJson),
  });
}

/** An aggregation's windows, for programs. */
export function surveyJson(survey: Omit<WindowSurvey, 'requests'>) {
  const { aggregation, generation, open, waiting, firedThroughMs } = survey;
  const { oldestOpenEndMs, oldestWaitingMs, newestEndMs } = survey;
  return {
    aggregation,
    generation,
    open,
    waiting,
    firedThrough: time(firedThroughMs),
    oldestOpenEnd: time(oldestOpenEndMs),
    oldestWaiting: time(oldestWaitingMs),
    newestEnd: time(newestEndMs),
  };
}

/** `1,234 accepted = 1,200 counted + 34 filtered + 0 too late` */
export function equationText({ aggregation, total, terms, holds }: Equation): string {
  const left = aggregation === undefined ? `${whole(total)} read` : `${aggregation}: ${whole(total)} accepted`;
  const right = Object.entries(terms).map(([term, value]) => `${whole(value)} ${NAMES[term] ?? term}`);
  return `${left} ${holds ? pc.green('=') : pc.red('≠')} ${right.join(' + ')}`;
}

const NAMES: Readonly<Record<string, string>> = { tooLate: 'too late', absent: 'while it was absent' };

function watermarkText({ atMs, progress: { watermarkMs }, lanes }: Health): string {
  const newestMs = newestEvent(lanes);
  if (watermarkMs === null) return newestMs === null ? 'none: nothing was read yet' : 'none yet';
  const newest = newestMs === null ? '' : `; newest event ${second(newestMs)}, ${ahead(newestMs - watermarkMs)}`;
  return `${second(watermarkMs)}, ${behind(atMs - watermarkMs)}${newest}`;
}

function behind(lengthMs: number): string {
  return lengthMs < 0 ? `${span(-lengthMs)} ahead of the clock` : `${span(lengthMs)} behind the clock`;
}

function ahead(lengthMs: number): string {
  return lengthMs < 0 ? `${span(-lengthMs)} behind it` : `${span(lengthMs)} ahead of it`;
}

function newestEvent(lanes: readonly LaneStanding[]): number | null {
  const times = lanes.map(({ progress }) => progress.doneMaxEventTimeMs).filter((timeMs) => timeMs !== null);
  return times.length === 0 ? null : Math.max(...times);
}

function lanesText(lanes: readonly LaneStanding[], atMs: number): string {
  const states = (['active', 'idle', 'behind', 'stalled', 'drained'] as const)
    .map((state) => [state, lanes.filter(({ lane }) => lane === state).length] as const)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`);
  const unread = lanes.map(({ unreadSinceMs }) => unreadSinceMs).filter((timeMs) => timeMs !== null);
  const oldest = unread.length === 0 ? '' : `; oldest unread record arrived ${span(atMs - Math.min(...unread))} ago`;
  return `${lanes.length}${states.length === 0 ? '' : `: ${states.join(', ')}`}${oldest}`;
}

function surveyText({ aggregation, open, waiting, firedThroughMs }: WindowSurvey): string {
  const fired = firedThroughMs === null ? 'none has fired' : `fired through ${second(firedThroughMs)}`;
  return `${aggregation}: ${whole(open)} open, ${whole(waiting)} waiting, ${fired}`;
}

/** Nothing where nobody could be asked. The composite alarm, which goes off with each of the others, is not counted. */
function alarmsText({ alarms, alarmsFailure }: Health): string[] {
  if (!alarms) return alarmsFailure === undefined ? [] : [`could not be read: ${alarmsFailure}`];
  const states = (['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const)
    .map((state) => [state, alarms.filter((alarm) => alarm.state === state && !alarm.isComposite).length] as const)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`);
  return [states.length === 0 ? 'none' : states.join(', ')];
}

function time(timeMs: number | null): string | null {
  return timeMs === null ? null : instant(timeMs);
}

function labelled(label: string, text: string): string {
  return `${label.padEnd(LABEL_WIDTH)}${text}`;
}
