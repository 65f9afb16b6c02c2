import { whole } from '../../src/client/number-text.ts';
import type { LettersView, QueuesView, Redriven } from '../api/views.ts';
import { ask, change, problemOf } from './api.ts';
import { button, byId, el, say } from './dom.ts';
import { makeLetter } from './letter-view.ts';

/** The dead-letter queue: what lies there, what it says, and buttons that send it back. */
export function makeLettersView(): (queues: QueuesView) => void {
  const note = el('p', { class: 'note', id: 'letters-note', role: 'status' });
  const others = el('p', { class: 'note' });
  const actions = el('div', { class: 'controls' });
  const list = el('ul', { class: 'letters' });
  const known = new Map<string, HTMLElement>();
  let held = -1;
  byId('letters').append(note, actions, list, others);

  const look = async (): Promise<void> => {
    try {
      show(await ask<LettersView>('/api/letters'));
    } catch (error) {
      note.textContent = problemOf(error) ?? '';
    }
  };

  const redrive = async (reason: string | undefined): Promise<void> => {
    for (const one of actions.querySelectorAll('button')) one.disabled = true;
    try {
      const { moved, left } = await change<Redriven>('/api/redrive', reason === undefined ? {} : { reason });
      const stays = left === 0 ? '' : `, ${whole(left)} left`;
      say(`${whole(moved)} sent back to the retry queue${stays}`);
      note.textContent = `Sent back: ${whole(moved)}${stays}.`;
    } catch (error) {
      const problem = problemOf(error) ?? '';
      say(problem);
      note.textContent = problem;
    }
    await look();
  };

  const show = ({ letters, looked, estimated, reasons }: LettersView): void => {
    const shortened = estimated > looked ? `; ${whole(looked)} of about ${whole(estimated)} looked at` : '';
    note.textContent = letters.length === 0 ? 'No dead letters.' : `${whole(letters.length)} shown${shortened}.`;
    const focused = document.activeElement?.id ?? '';
    const all = button('Redrive all', () => void redrive(undefined), { id: 'redrive-all', class: 'primary' });
    const some = reasons.map(({ reason, count }) =>
      button(`Redrive ${whole(count)} × ${reason}`, () => void redrive(reason), { id: `redrive-${reason}` }),
    );
    const again = button('Look again', () => void look(), { id: 'look-again' });
    actions.replaceChildren(...(letters.length === 0 ? [] : [all, ...some]), again);
    if (focused !== '') document.getElementById(focused)?.focus({ preventScroll: true });
    // A letter that is open stays open.
    const kept = letters.map((letter) => [letter.id, known.get(letter.id) ?? makeLetter(letter)] as const);
    known.clear();
    for (const [id, element] of kept) known.set(id, element);
    list.replaceChildren(...known.values());
  };

  return (queues) => {
    const { waiting = 0, inFlight = 0 } = queues.dlq ?? {};
    byId('letters-count').textContent = waiting + inFlight === 0 ? '' : whole(waiting + inFlight);
    others.textContent = `Messages in other queues: ${Object.entries(queues)
      .filter(([name]) => name !== 'dlq')
      .map(([name, depth]) => `${name} ${whole(depth.waiting + depth.inFlight)}`)
      .join(', ')}.`;
    // Looking holds letters for a moment, so that alone changes how many wait, not how many there are.
    if (waiting + inFlight === held) return;
    held = waiting + inFlight;
    void look();
  };
}
