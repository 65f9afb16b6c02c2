import type { LetterView, PayloadView } from '../api/views.ts';
import { ask, problemOf } from './api.ts';
import { badge, el } from './dom.ts';
import { instant } from './format.ts';

/** One letter; opened, it shows what the record's bytes say. */
export function makeLetter(letter: LetterView): HTMLElement {
  const { id, reason, message, failedMs } = letter;
  const payload = el('div', { class: 'payload' }, 'reading …');
  const details = el(
    'details',
    {},
    el('summary', {}, badge('ALARM', reason), ' ', message, ' ', el('span', { class: 'detail' }, instant(failedMs))),
    el('p', { class: 'detail' }, factsOf(letter)),
    payload,
  );
  let isRead = false;
  details.addEventListener('toggle', () => {
    if (!details.open || isRead) return;
    isRead = true;
    ask<PayloadView>(`/api/letters/${encodeURIComponent(id)}`).then(
      ({ title, text }) => payload.replaceChildren(el('p', {}, title), el('pre', { tabindex: '0' }, text)),
      (error: unknown) => {
        // Opened again, it is tried again.
        isRead = false;
        payload.replaceChildren(problemOf(error) ?? '');
      },
    );
  });
  return el('li', {}, details);
}

function factsOf({ id, shardId, partitionKey, attempts }: LetterView): string {
  const facts = [
    ['partition key', partitionKey],
    ['shard', shardId],
    ['attempts', attempts],
    ['id', id],
  ] as const;
  return facts.flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`])).join(' · ');
}
