import { describe, expect, it } from 'vitest';
import { checkCalls } from './check-calls.ts';
import { checkCycles } from './check-cycles.ts';
import { checkFilesUsed } from './check-files-used.ts';
import { checkImports } from './check-imports.ts';
import { checkShape } from './check-shape.ts';
import { readRepository, readText } from './source-tree.ts';

const repository = readRepository();

describe('the repository', () => {
  it('imports along the table of docs/architecture.md only', () => {
    expect(checkImports(repository)).toEqual([]);
  });

  it('has no circle of imports', () => {
    expect(checkCycles(repository)).toEqual([]);
  });

  it('takes time, chance and output from outside, and keeps the engine pure', () => {
    expect(checkCalls(repository)).toEqual([]);
  });

  it('has short files with kebab-case names, and nothing left to do', () => {
    expect(checkShape(repository)).toEqual([]);
  });

  it('has no file that nothing uses', () => {
    const commands = ['package.json', 'cdk.json', '.ci/run'].map(readText).join('\n');
    expect(checkFilesUsed(repository, commands)).toEqual([]);
  });

  it('was read at all', () => {
    expect(repository.files.size).toBeGreaterThan(100);
    expect(repository.files.get('src/engine/decide.ts')?.syntax.statements.length).toBeGreaterThan(5);
  });
});
