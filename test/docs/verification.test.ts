import { expect, it } from 'vitest';
import { MUTANTS } from '../simulation/mutants/mutants.ts';
import { readPage } from './markdown.ts';

it('docs/verification.md has every mutant with the rule that it breaks, and their number', () => {
  const page = readPage('docs/verification.md');
  const from = page.indexOf('| mutant | the rule that it breaks |');
  const rows = page.slice(from, page.indexOf('\n\n', from)).split('\n').slice(2);
  const cell = (text: string) => text.trim().replaceAll('\\|', '|');
  const listed = rows.map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, 3)
      .map(cell),
  );
  expect(listed).toEqual(MUTANTS.map(({ name, rule }) => [name, rule]));
  expect(page).toContain(`\n${MUTANTS.length} mutants, `);
});
