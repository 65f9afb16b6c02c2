import { rate, whole } from '../../src/client/number-text.ts';
import type { AggregationFlow, FlowView, Outcome } from '../api/views.ts';
import { makeChart } from './chart.ts';
import { byId, el } from './dom.ts';
import { instant, shortInstant } from './format.ts';
import { makeTable } from './table.ts';

const OUTCOMES: readonly Outcome[] = ['read', 'accepted', 'duplicate', 'rejected', 'ignored'];
/** Kept for the chart: five minutes, a look a second. */
const MOST_LOOKS = 300;

/** How fast the pipeline goes, how records come out, and how far event time has come. */
export function makeFlowView(): (flow: FlowView) => void {
  const tiles = OUTCOMES.map((name) => ({ name, ...makeTile(name) }));
  const watermark = makeTile('watermark');
  const accounting = el('p', { class: 'note', id: 'accounting' });
  const chart = makeChart([
    { name: 'accepted/s', colour: 'flow', filled: true },
    { name: 'rejected/s', colour: 'alarm' },
  ]);
  const table = makeTable(
    'How events come out, by aggregation',
    [
      { name: 'Aggregation' },
      ...['Counted/s', 'Counted', 'Filtered', 'Too late', 'Open', 'Waiting'].map(asNumber),
      { name: 'Fired through' },
    ],
    'No aggregations',
  );
  const tileList = el('dl', { class: 'tiles' }, ...[watermark, ...tiles].map(({ element }) => element));
  byId('flow').append(tileList, accounting, el('div', { class: 'pair narrow-first' }, chart.element, table.element));

  const looks: FlowView[] = [];
  return (flow) => {
    const { overMs, perSecond, totals, watermarkMs, watermarkSpeed, broken } = flow;
    for (const { name, set } of tiles) {
      set(overMs === 0 ? '–' : `${rate(perSecond[name])}/s`, `${whole(totals[name])} in all`);
    }
    watermark.set(watermarkMs === null ? 'none yet' : instant(watermarkMs), speedText(watermarkSpeed));
    accounting.textContent =
      broken.length === 0
        ? `Accounted for: read = accepted + duplicate + rejected + ignored, and for each aggregation accepted = counted + filtered + too late (+ what came while it was not there).`
        : `The accounting does not add up: ${broken.join('; ')}`;
    accounting.classList.toggle('wrong', broken.length > 0);
    table.set(flow.aggregations.map(aggregationRow));
    looks.push(flow);
    if (looks.length > MOST_LOOKS) looks.shift();
    chart.set(
      looks.map(({ atMs }) => atMs),
      [looks.map((look) => look.perSecond.accepted), looks.map((look) => look.perSecond.rejected)],
      `Records a second over the last minutes; now ${rate(perSecond.accepted)} accepted, ${rate(perSecond.rejected)} rejected`,
    );
  };
}

function speedText(speed: number | null): string {
  if (speed === null) return '';
  return speed === 0 ? 'stands still' : `${rate(speed)} times as fast as the clock`;
}

function asNumber(name: string) {
  return { name, isNumber: true };
}

function aggregationRow(aggregation: AggregationFlow): string[] {
  const { name, countedPerSecond, counted, filtered, tooLate, open, waiting, firedThroughMs } = aggregation;
  return [
    name,
    rate(countedPerSecond),
    ...[counted, filtered, tooLate, open, waiting].map(whole),
    firedThroughMs === null ? 'none yet' : shortInstant(firedThroughMs),
  ];
}

function makeTile(name: string) {
  const value = el('dd', { class: 'value', id: `flow-${name}` });
  const detail = el('dd', { class: 'detail' });
  return {
    element: el('div', { class: 'tile', 'data-name': name }, el('dt', {}, name), value, detail),
    set(now: string, more: string): void {
      value.textContent = now;
      detail.textContent = more;
    },
  };
}
