/**
 * What two violations have in common that are about the same mistake: their words without names, numbers and what was stored. Events that
 * are missing from a result may be all that it has, so both are one kind.
 */
export function kindOf(violation: string): string {
  const [line = ''] = violation.split('\n');
  const [, is, right] = /^result .* holds (\d+) events, (\d+) is right$/.exec(line) ?? [];
  const isLacking = line.startsWith('result ') && (/ is missing, \d+ events$/.test(line) || Number(is) < Number(right));
  if (isLacking) return 'a result lacks events';
  return line
    .replace(/^result \S+ \| -?\d+ \| \S*/, 'result #')
    .replace(/".*"|\{.*\}|\[.*\]/g, '#')
    .split(' ')
    .map((word) => (/^[a-z-]+[,:.]?$/i.test(word) ? word : '#'))
    .join(' ');
}
