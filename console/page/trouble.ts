import type { PartName, Trouble } from '../api/views.ts';
import { byId } from './dom.ts';

/** What cannot be read at the moment, each line once, at the head of the page. */
export function makeTrouble() {
  const messages = new Map<PartName, string>();
  const element = byId('trouble');
  const show = (): void => {
    const text = [...new Set(messages.values())].join(' · ');
    // Told again only where it says something else.
    if (element.textContent !== text) element.textContent = text;
    element.hidden = messages.size === 0;
  };
  return {
    tell({ part, message }: Trouble): void {
      messages.set(part, message);
      show();
    },
    isOver(part: PartName): void {
      if (messages.delete(part)) show();
    },
  };
}
