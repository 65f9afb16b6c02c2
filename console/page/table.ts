import { type Child, el } from './dom.ts';

export interface Column {
  readonly name: string;
  /** Set to the right, digits below each other. */
  readonly isNumber?: boolean;
}

/** A table whose rows are replaced as they change. */
export interface Table {
  readonly element: HTMLElement;
  /** The first cell of each row names it. */
  set(rows: readonly (readonly Child[])[]): void;
}

/** Scrolls within itself where it is too wide, by keyboard too. */
export function makeTable(caption: string, columns: readonly Column[], whenEmpty: string): Table {
  const body = el('tbody');
  const head = el('tr', {}, ...columns.map((column) => el('th', { scope: 'col', ...classOf(column) }, column.name)));
  const table = el('table', {}, el('caption', {}, caption), el('thead', {}, head), body);
  const element = el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption }, table);
  const rowOf = (cells: readonly Child[]): HTMLElement => {
    const made = columns.map((column, index) => {
      const cell = cells[index] ?? '';
      if (index === 0) return el('th', { scope: 'row', ...classOf(column) }, cell);
      return el('td', classOf(column), cell);
    });
    return el('tr', {}, ...made);
  };
  return {
    element,
    set(rows) {
      const empty = el('tr', {}, el('td', { colspan: String(columns.length), class: 'empty' }, whenEmpty));
      keepingFocus(body, () => body.replaceChildren(...(rows.length === 0 ? [empty] : rows.map(rowOf))));
    },
  };
}

function classOf({ isNumber }: Column): { class?: string } {
  return isNumber ? { class: 'number' } : {};
}

/** Brings the focus back to what stands for the element that had it: the one with the same `data-key`. */
function keepingFocus(container: HTMLElement, change: () => void): void {
  const focused = document.activeElement;
  const key = focused instanceof HTMLElement && container.contains(focused) ? focused.dataset.key : undefined;
  change();
  if (key === undefined) return;
  container.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}
