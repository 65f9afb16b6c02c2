import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allPages, codeBlocks, EXAMPLE, PROJECT, readPage } from './markdown.ts';

/** A template shows where links go, not whither. */
const pages = allPages().filter((page) => !page.endsWith('template.md'));
const blocks = pages.flatMap(codeBlocks);

/** The file that a block shows: of the project that the guide builds, or of this one. */
function fileOf(label: string): string | undefined {
  return [EXAMPLE, PROJECT].map((root) => join(root, label)).find((file) => existsSync(file));
}

/** True where `part` stands in `whole` as consecutive lines. */
function isExcerpt(part: string, whole: string): boolean {
  return `\n${whole}\n`.includes(`\n${part}\n`);
}

describe('code on the pages', () => {
  it('is code of a file that is compiled and tested', () => {
    const stale = blocks
      .filter(({ language }) => language === 'ts')
      .filter(({ label, text }) => {
        const file = label === '' ? undefined : fileOf(label);
        return file === undefined || !isExcerpt(text, readFileSync(file, 'utf8'));
      });
    expect(stale.map(({ place, label }) => `${place}: is not in ${label || 'a named file'}`)).toEqual([]);
  });

  it('shows schemas as they are', () => {
    const stale = blocks
      .filter(({ language, label }) => language === 'json' && label !== '')
      .filter(({ label, text }) => readFileSync(fileOf(label) ?? '', 'utf8').trim() !== text);
    expect(stale.map(({ place }) => place)).toEqual([]);
  });

  it('was found at all, and an excerpt is not taken for granted', () => {
    expect(blocks.filter(({ language, label }) => language === 'ts' && label !== '').length).toBeGreaterThan(5);
    expect(isExcerpt('b', 'a\nb\nc')).toBe(true);
    expect(isExcerpt('a\nc', 'a\nb\nc')).toBe(false);
  });
});

describe('commands on the pages', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(
    readFileSync(join(PROJECT, 'package.json'), 'utf8'),
  );
  const shell = blocks.filter(({ language }) => language === 'sh');
  const programs = /^(#|npm |npx |export |git |cd |bash \.ci\/run|aws |python3 )/;

  it('name scripts that exist', () => {
    const named = pages.flatMap((page) =>
      [...readPage(page).matchAll(/npm run (?:-s |--silent )?([a-z:]+)/g)].map(([, name = '']) => ({ page, name })),
    );
    expect(named.filter(({ name }) => scripts[name] === undefined)).toEqual([]);
    expect(named.length).toBeGreaterThan(5);
  });

  it('start with programs that a reader has', () => {
    const ours = shell.filter(({ place }) => !place.startsWith('docs/runbooks/') && !place.startsWith('CONTRIBUTING'));
    const odd = ours.flatMap(({ text, place }) =>
      text
        .replaceAll(/\\\n/g, ' ')
        .split('\n')
        .filter((line) => line.trim() !== '' && !/^\s/.test(line) && !programs.test(line))
        .map((line) => `${place}: ${line}`),
    );
    expect(odd).toEqual([]);
  });

  it('run TypeScript files that exist', () => {
    const files = shell.flatMap(({ text }) => [...text.matchAll(/npx tsx (\S+\.ts)/g)].map(([, file = '']) => file));
    expect(files.filter((file) => fileOf(file) === undefined)).toEqual([]);
  });
});

describe('links on the pages', () => {
  it('lead to files and headings that exist', () => {
    const broken = pages.flatMap((page) =>
      [
        ...readPage(page)
          .replaceAll(/```.*?```/gs, '')
          .matchAll(/\]\(([^)\s]+)\)/g),
      ]
        .map(([, target = '']) => target)
        .filter((target) => !/^(https?|mailto):/.test(target))
        .filter((target) => !leadsSomewhere(page, target))
        .map((target) => `${page}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('is a check that finds what is broken', () => {
    expect(leadsSomewhere('README.md', 'docs/guide.md')).toBe(true);
    expect(leadsSomewhere('README.md', 'docs/guide.md#1-describe-the-event')).toBe(true);
    expect(leadsSomewhere('README.md', 'docs/guide.md#no-such-heading')).toBe(false);
    expect(leadsSomewhere('README.md', 'docs/no-such-page.md')).toBe(false);
  });
});

function leadsSomewhere(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(PROJECT, file))) return false;
  return anchor === undefined || anchorsOf(readPage(file)).includes(anchor);
}

/** Headings as GitHub turns them into anchors. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{Letter}\p{Number}\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}
