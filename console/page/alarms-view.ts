import type { AlarmsView, AlarmView } from '../api/views.ts';
import { badge, byId, type Child, el, say } from './dom.ts';
import { shortInstant } from './format.ts';
import { makeTable } from './table.ts';

const WORDS: Readonly<Record<AlarmView['state'], string>> = { ALARM: 'alarm', OK: 'ok', INSUFFICIENT_DATA: 'no data' };
const COLUMNS = [{ name: 'Alarm' }, { name: 'What and why' }];

/** Alarms that go off, and below them the others. */
export function makeAlarmsView(): (view: AlarmsView) => void {
  const summary = el('p', { class: 'note', id: 'alarms-summary' });
  const off = makeTable('Alarms that go off', COLUMNS, 'None goes off');
  const others = makeTable('Other alarms', COLUMNS, 'No others');
  const rest = el('details', {}, el('summary', {}, 'Other alarms'), others.element);
  byId('alarms').append(summary, off.element, rest);
  let before = new Set<string>();

  return ({ kept, alarms }) => {
    const going = alarms.filter(({ state }) => state === 'ALARM');
    off.element.hidden = going.length === 0;
    rest.hidden = !kept;
    byId('alarms-count').textContent = going.length === 0 ? '' : String(going.length);
    summary.textContent = summaryOf(kept, alarms.length, going.length);
    off.set(going.map(alarmRow));
    others.set(alarms.filter(({ state }) => state !== 'ALARM').map(alarmRow));
    const now = new Set(going.map(({ name }) => name));
    const news = [
      ...[...now].filter((name) => !before.has(name)).map((name) => `alarm ${name} goes off`),
      ...[...before].filter((name) => !now.has(name)).map((name) => `alarm ${name} is over`),
    ];
    if (news.length > 0) say(news.join(', '));
    before = now;
  };
}

function summaryOf(kept: boolean, all: number, going: number): string {
  if (!kept) return 'No alarms kept: this endpoint has none of this pipeline.';
  return going === 0
    ? `None of ${all} alarms goes off.`
    : `${going} of ${all} alarms ${going === 1 ? 'goes' : 'go'} off.`;
}

function alarmRow({ name, state, description, reason, sinceMs }: AlarmView): Child[] {
  const since = sinceMs === null ? '' : `since ${shortInstant(sinceMs)}`;
  const stands = el('div', {}, badge(state, WORDS[state]), ' ', el('span', { class: 'detail' }, since));
  const why = el('div', {}, description, el('div', { class: 'detail' }, reason));
  return [el('div', {}, name, stands), why];
}
