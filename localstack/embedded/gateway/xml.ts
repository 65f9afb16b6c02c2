/** A tree written as XML: objects become elements, arrays repeat their element, undefined is left out. */
export type XmlNode =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlNode[]
  | { readonly [element: string]: XmlNode };

/** Writes a document with one root element. */
export function xmlDocument(root: string, content: XmlNode, namespace?: string): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0"?><${root}${attribute}>${xml(content)}</${root}>`;
}

/** A list as most services of the query protocol write it: each item in a `member` element. */
export function members(items: readonly XmlNode[]): XmlNode {
  return { member: items };
}

function xml(node: XmlNode): string {
  if (node === undefined) return '';
  if (typeof node !== 'object') return escapeXml(String(node));
  return Object.entries(node)
    .flatMap(([name, child]) =>
      (Array.isArray(child) ? child : [child]).map((item: XmlNode) =>
        item === undefined ? '' : `<${name}>${xml(item)}</${name}>`,
      ),
    )
    .join('');
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
