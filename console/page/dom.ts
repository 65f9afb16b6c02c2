export type Child = Node | string;

export type Attributes = Readonly<Record<string, string>>;

/** Makes an element. Texts become text nodes: whatever they hold is shown, never read as markup. */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...children);
  return element;
}

/** An element of the document. @throws where the document has none of that id */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}

/** A button that does something. */
export function button(label: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const element = el('button', { type: 'button', ...attributes }, label);
  element.addEventListener('click', act);
  return element;
}

/** A choice of some names. */
export function choice(names: readonly string[], onChange: () => void, attributes: Attributes): HTMLSelectElement {
  const element = el('select', attributes, ...names.map((name) => el('option', { value: name }, name)));
  element.addEventListener('change', onChange);
  return element;
}

/** Says something to whoever does not see the page change. */
export function say(text: string): void {
  byId('said').textContent = text;
}

/** A word about how something stands, never by its colour alone. */
export function badge(state: string, text = state): HTMLElement {
  return el('span', { class: 'badge', 'data-state': state }, text);
}
