/** A doc comment of these texts, a paragraph each, with its line end; empty where they say nothing. */
export function docComment(texts: readonly (string | undefined)[], margin: string): string {
  const lines = texts
    .flatMap((text) => text?.trim().split(/\s*[\r\n\u2028\u2029]+\s*/) ?? [])
    .filter((line) => line !== '')
    .map((line) => line.replaceAll('*/', '*\\/'));
  if (lines.length === 0) return '';
  return [`${margin}/**`, ...lines.map((line) => `${margin} * ${line}`), `${margin} */`, ''].join('\n');
}
