/** An element of a document: its children, or the text in it. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** Declaration, comment, CDATA section, end tag, start tag, text: what a document without a DTD consists of. */
const TOKEN =
  /<\?[^>]*\?>|<!--[\s\S]*?-->|<!\[CDATA\[(?<data>[\s\S]*?)\]\]>|<\/(?<end>[^\s>]+)\s*>|<(?<start>[^\s<>/!?]+)(?:\s[^<>]*?)?(?<empty>\/?)>|(?<text>[^<]+)/y;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

interface Open {
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

/** Reads a small document, such as callers of S3 send; undefined when it is not well-formed. Attributes are passed over. */
export function readXml(document: string): XmlElement | undefined {
  const root: Open = { name: '', children: [], text: '' };
  const path: Open[] = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < document.length) {
    const token = TOKEN.exec(document);
    const current = path.at(-1);
    if (!token?.groups || !current) return undefined;
    const { start, end, empty, text, data } = token.groups;
    if (text !== undefined) current.text += decodeEntities(text);
    if (data !== undefined) current.text += data;
    if (start !== undefined) {
      const element: Open = { name: start, children: [], text: '' };
      current.children.push(element);
      if (empty === '') path.push(element);
    }
    if (end !== undefined && path.pop()?.name !== end) return undefined;
  }
  const [only] = root.children;
  return path.length === 1 && root.children.length === 1 && root.text.trim() === '' ? only : undefined;
}

/** The text of an element's first child of a name. */
export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text;
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
