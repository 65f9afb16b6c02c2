import type { AsideQueue, AsideQueueName, LetterStats, MoveTask } from '../client/index.ts';
import { jsonText } from '../client/json-text.ts';
import { span } from '../client/span.ts';
import { counted } from './counted.ts';
import { instant, second } from './format-time.ts';
import { textTable } from './text-table.ts';

const TITLES = ['queue', 'letters', 'held', 'delayed', 'oldest', 'age', 'newest'];

/** What waits where, for people. */
export function statsTable(stats: LetterStats): string {
  return textTable(TITLES, queueRows(stats), (column) => column > 0 && column < 4);
}

/** What waits where, as tab-separated lines with a header. */
export function statsLines(stats: LetterStats): string[] {
  return [TITLES, ...queueRows(stats)].map((row) => row.join('\t'));
}

/** What redrives have brought, and how the last move task stands. */
export function redriveLines({ redrives: { rejected, late, byAggregation }, moveTask }: LetterStats): string[] {
  const redriven = rejected.accepted + rejected.duplicate + rejected.ignored;
  return [
    `redriven: ${counted(redriven, 'rejected event')} (accepted ${rejected.accepted}, duplicate ${rejected.duplicate}, ignored ${rejected.ignored}), ${counted(late, 'late event')}`,
    ...Object.entries(byAggregation)
      .filter(([, { counted: taken, expired, filtered }]) => taken + expired + filtered > 0)
      .map(
        ([name, { counted: taken, expired, filtered }]) =>
          `  ${name}: counted ${taken}, expired ${expired}, filtered ${filtered}`,
      ),
    ...(moveTask ? [`move task: ${moveTaskText(moveTask)}`] : []),
  ];
}

export function moveTaskText({ status, moved, toMove, perSecond, startedMs, failure }: MoveTask): string {
  const of = toMove === null ? '' : ` of about ${toMove}`;
  return [
    `${status}, ${moved}${of} moved`,
    ...(perSecond === null ? [] : [`at most ${perSecond} a second`]),
    ...(startedMs === null ? [] : [`started ${second(startedMs)}`]),
    ...(failure === null ? [] : [`because of ${failure}`]),
  ].join(', ');
}

export function statsJson({ atMs, queues, redrives, moveTask }: LetterStats): string {
  const named = Object.entries(queues).map(([name, { sent, ...depth }]) => [
    name,
    { ...depth, oldest: sent && instant(sent.oldestMs), newest: sent && instant(sent.newestMs) },
  ]);
  const { startedMs = null, ...task } = moveTask ?? {};
  return jsonText({
    at: instant(atMs),
    queues: Object.fromEntries(named),
    redrives,
    moveTask: moveTask ? { ...task, started: startedMs === null ? null : instant(startedMs) } : null,
  });
}

const NAMES: Readonly<Record<AsideQueueName, string>> = {
  retry: 'retry',
  dlq: 'dead-letter',
  late: 'late',
  undeliverable: 'undeliverable',
  unrecovered: 'unrecovered',
};

function queueRows({ atMs, queues }: LetterStats): string[][] {
  const rows: readonly (readonly [AsideQueueName, AsideQueue])[] = [
    ['retry', queues.retry],
    ['dlq', queues.dlq],
    ['late', queues.late],
    ['undeliverable', queues.undeliverable],
    ['unrecovered', queues.unrecovered],
  ];
  return rows.map(([name, { visible, inFlight, delayed, sent }]) => [
    NAMES[name],
    String(visible),
    String(inFlight),
    String(delayed),
    ...(sent ? [second(sent.oldestMs), span(atMs - sent.oldestMs), second(sent.newestMs)] : ['–', '–', '–']),
  ]);
}
