/**
 * What two violations have in common that are about the same mistake: the words without names, numbers and what was stored. All that can be
 * wrong about a result is one kind, since events that are missing from it may be all that it has.
 */
export function kindOf(violation: string): string {
  const [line = ''] = violation.split('\n');
  if (line.startsWith('result ')) return 'result';
  return line
    .replace(/".*"|\{.*\}|\[.*\]/g, '#')
    .split(' ')
    .map((word) => (/^[a-z-]+\W*$/i.test(word) ? word : '#'))
    .join(' ');
}
