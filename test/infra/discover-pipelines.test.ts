import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listPipelines, loadPipelines, selectPipelines } from '../../lib/discover-pipelines.ts';
import { UserError } from '../../lib/user-error.ts';
import { FIXTURES, scratchFolder } from './support.ts';

const pipelines = join(FIXTURES, 'pipelines');

function withPipelines(sources: Record<string, string>): string {
  const folder = scratchFolder();
  for (const [name, source] of Object.entries(sources)) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'pipeline.ts'), source);
  }
  return folder;
}

async function issuesOf(folder: string): Promise<readonly string[]> {
  try {
    await loadPipelines(folder, listPipelines(folder), folder);
  } catch (error) {
    if (error instanceof UserError) return error.issues;
    throw error;
  }
  return [];
}

describe('listPipelines', () => {
  it('finds the folders that hold a pipeline.ts, in order', () => {
    const folder = withPipelines({ orders: '', flights: '' });
    mkdirSync(join(folder, 'notes'));
    writeFileSync(join(folder, 'README.md'), '');
    expect(listPipelines(folder)).toEqual(['flights', 'orders']);
  });
});

describe('selectPipelines', () => {
  it.each([
    [undefined, ['flights', 'orders', 'word-count']],
    ['orders', ['orders']],
    ['orders, flights,orders', ['orders', 'flights']],
  ])('%o', (given, selected) => {
    expect(selectPipelines(['flights', 'orders', 'word-count'], given)).toEqual(selected);
  });

  it('names every one that does not exist', () => {
    expect(() => selectPipelines(['flights', 'orders'], 'flight,orders,order')).toThrow(
      '-c pipelines: there is no pipeline "flight", there are flights, orders\n' +
        '-c pipelines: there is no pipeline "order", there are flights, orders',
    );
  });

  it('says so where there are none at all', () => {
    expect(() => selectPipelines([], undefined)).toThrow('there is no pipeline: add pipelines/<name>/pipeline.ts');
  });
});

describe('loadPipelines', () => {
  it('returns definitions with their files', async () => {
    const [tally] = await loadPipelines(pipelines, ['tally'], FIXTURES);
    expect(tally?.definition.aggregations.map(({ name }) => name)).toEqual(['by-option']);
    expect(tally?.file).toBe(join(pipelines, 'tally', 'pipeline.ts'));
  });

  it('lists the mistakes of all definitions, one line each', async () => {
    const engine = JSON.stringify(join(FIXTURES, '..', '..', '..', 'src', 'engine', 'index.ts'));
    const folder = withPipelines({
      empty: 'export {};',
      other: 'export default { name: "another", aggregations: [] };',
      unreadable: 'import "./not-there.ts";',
      wrong: `import { definePipeline, minutes } from ${engine};
        export default definePipeline({
          name: 'wrong', records: { format: 'json' }, events: [], aggregations: [],
          watermark: { outOfOrdernessMs: -1, futureBoundMs: 0, idleAfterMs: 1, idle: 'hold' },
        });`,
    });
    const issues = await issuesOf(folder);
    expect(issues.slice(0, 2)).toEqual([
      'empty/pipeline.ts: has no default export, must end with "export default definePipeline(…)"',
      'other/pipeline.ts: the pipeline is named "another", must be "other" like its folder',
    ]);
    expect(issues[2]).toMatch(/^unreadable\/pipeline\.ts: cannot be loaded: .*not-there\.ts/);
    expect(issues.slice(3)).toHaveLength(3);
    for (const issue of issues.slice(3)) expect(issue).toMatch(/^wrong\/pipeline\.ts: (events|watermark|aggregations)/);
    for (const issue of issues) expect(issue).not.toContain('\n');
  });
});
