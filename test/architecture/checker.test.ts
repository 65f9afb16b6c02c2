import { describe, expect, it } from 'vitest';
import { checkCalls } from './check-calls.ts';
import { checkCycles } from './check-cycles.ts';
import { checkFilesUsed } from './check-files-used.ts';
import { checkImports } from './check-imports.ts';
import { checkShape } from './check-shape.ts';
import { treeOf } from './source-tree.ts';

/** The repository's checks on samples that break them: a checker that finds nothing shows nothing. */
const sample = (path: string, text: string, ...others: readonly string[]) =>
  treeOf([[path, text], ...others.map((other) => [other, ''] as const)]);

describe('the import table', () => {
  it.each([
    ['src/engine/a.ts', "import { x } from 'node:fs';", 'src/engine/a.ts:1: may not import "node:fs"'],
    [
      'src/engine/a.ts',
      "import type { X } from '@aws-sdk/client-kinesis';",
      'src/engine/a.ts:1: may not import "@aws-sdk/client-kinesis"',
    ],
    [
      'src/engine/a.ts',
      "\nimport { x } from '../ports/b.ts';",
      'src/engine/a.ts:2: src/engine may not import src/ports/b.ts',
    ],
    [
      'src/engine/a.ts',
      "import type { X } from '../ports/b.ts';",
      'src/engine/a.ts:1: src/engine may not import src/ports/b.ts',
    ],
    [
      'src/engine/a.ts',
      "import { type X } from '../ports/b.ts';",
      'src/engine/a.ts:1: src/engine may not import src/ports/b.ts',
    ],
    [
      'src/engine/a.ts',
      "export { x } from '../ports/b.ts';",
      'src/engine/a.ts:1: src/engine may not import src/ports/b.ts',
    ],
    [
      'src/engine/a.ts',
      "export * from '../ports/b.ts';",
      'src/engine/a.ts:1: src/engine may not import src/ports/b.ts',
    ],
    [
      'src/engine/a.ts',
      "export type X = import('../ports/b.ts').X;",
      'src/engine/a.ts:1: src/engine may not import src/ports/b.ts',
    ],
    [
      'src/engine/a.ts',
      "const x = await import('../ports/b.ts');",
      'src/engine/a.ts:1: src/engine may not import src/ports/b.ts',
    ],
    [
      'src/engine/a.mjs',
      "const x = require('../ports/b.ts');",
      'src/engine/a.mjs:1: src/engine may not import src/ports/b.ts',
    ],
    ['src/engine/a.ts', "import '../ports/b.ts';", 'src/engine/a.ts:1: src/engine may not import src/ports/b.ts'],
    [
      'src/producer/a.ts',
      "import { x } from '../engine/b.ts';",
      'src/producer/a.ts:1: src/producer may import types alone from src/engine/b.ts: write "import type"',
    ],
    [
      'src/codecs/a.ts',
      "import { x } from '../adapters/aws/b.ts';",
      'src/codecs/a.ts:1: src/codecs may not import src/adapters/aws/b.ts',
    ],
    [
      'src/adapters/memory/a.ts',
      "import { x } from '@aws-sdk/client-dynamodb';",
      'src/adapters/memory/a.ts:1: may not import "@aws-sdk/client-dynamodb"',
    ],
    [
      'lambdas/keeper/keeper.ts',
      "import { x } from '../../src/adapters/aws/b.ts';",
      'lambdas/keeper/keeper.ts:1: lambdas/keeper may not import src/adapters/aws/b.ts',
    ],
    [
      'lambdas/keeper/compose.ts',
      "import type { X } from '../aws/b.ts';",
      'lambdas/keeper/compose.ts:1: lambdas/keeper may not import lambdas/aws/b.ts',
    ],
    [
      'lambdas/shared/a.ts',
      "import { x } from '../aws/b.ts';",
      'lambdas/shared/a.ts:1: lambdas/shared may not import lambdas/aws/b.ts',
    ],
    [
      'lambdas/keeper/handler.ts',
      "import { x } from '../../src/adapters/aws/b.ts';",
      'lambdas/keeper/handler.ts:1: lambdas/keeper may not import src/adapters/aws/b.ts',
    ],
    [
      'pipelines/p/pipeline.ts',
      "import { x } from '../../src/engine/decide.ts';",
      'pipelines/p/pipeline.ts:1: pipelines/p may not import src/engine/decide.ts',
    ],
    ['pipelines/p/pipeline.ts', "import { x } from 'node:fs';", 'pipelines/p/pipeline.ts:1: may not import "node:fs"'],
    [
      'localstack/embedded/a.ts',
      "import type { X } from '../../src/engine/b.ts';",
      'localstack/embedded/a.ts:1: localstack/embedded may not import src/engine/b.ts',
    ],
    [
      'localstack/embedded/sqs/a.ts',
      "import { x } from '../../../lib/b.ts';",
      'localstack/embedded/sqs/a.ts:1: localstack/embedded/sqs may not import lib/b.ts',
    ],
    [
      'demo/verifier.ts',
      "import { x } from '../src/client/b.ts';",
      'demo/verifier.ts:1: demo may not import src/client/b.ts',
    ],
    [
      'demo/verifier/a.ts',
      "import type { X } from '../view/b.ts';",
      'demo/verifier/a.ts:1: demo/verifier may not import demo/view/b.ts',
    ],
    ['somewhere/a.ts', '', 'somewhere/a.ts: its folder is not in the import table'],
  ])('refuses in %s: %s', (path, text, line) => {
    const target = /(src|lib|lambdas|demo)\/[\w/-]+\.ts(?=$|: write)/.exec(line)?.[0];
    expect(checkImports(sample(path, text, ...(target ? [target] : [])))).toEqual([line]);
  });

  it('refuses an import of a file that is not there', () => {
    expect(checkImports(sample('src/engine/a.ts', "import './b.ts';"))).toEqual([
      'src/engine/a.ts:1: imports src/engine/b.ts, which is not there',
    ]);
  });

  it.each([
    ['src/producer/a.ts', "import type { X } from '../engine/b.ts';", 'src/engine/b.ts'],
    ['src/producer/a.ts', "import { type X, type Y } from '../engine/b.ts';", 'src/engine/b.ts'],
    ['lambdas/aws/a.ts', "import { x } from '../../src/adapters/aws/b.ts';", 'src/adapters/aws/b.ts'],
    ['lambdas/keeper/handler.ts', "import { x } from '../aws/b.ts';", 'lambdas/aws/b.ts'],
    ['lambdas/keeper/handler.ts', "import { x } from '../shared/b.ts';", 'lambdas/shared/b.ts'],
    ['demo/run.ts', "import { x } from './verifier.ts';", 'demo/verifier.ts'],
    ['test/a.test.ts', "import { x } from '../src/engine/b.ts';", 'src/engine/b.ts'],
    ['pipelines/p/pipeline.ts', "import { x } from '../../src/engine/index.ts';", 'src/engine/index.ts'],
  ])('allows in %s: %s', (path, text, target) => {
    expect(checkImports(sample(path, text, target))).toEqual([]);
  });
});

describe('banned calls', () => {
  it.each([
    ['src/codecs/a.ts', 'const now = Date.now();', 'src/codecs/a.ts:1: Date.now is banned here: take a Clock'],
    ['src/codecs/a.ts', 'const clock = { now: Date.now };', 'src/codecs/a.ts:1: Date.now is banned here: take a Clock'],
    ['lambdas/k/k.ts', 'const now = new Date();', 'lambdas/k/k.ts:1: new Date is banned here: take a Clock'],
    ['lib/a.ts', 'const now = new Date;', 'lib/a.ts:1: new Date is banned here: take a Clock'],
    ['lib/a.ts', 'const now = Date();', 'lib/a.ts:1: new Date is banned here: take a Clock'],
    [
      'src/ports/a.ts',
      '\n\nMath.random();',
      'src/ports/a.ts:3: Math.random is banned here: take a function that gives numbers',
    ],
    ['src/client/a.ts', 'console.log(1);', 'src/client/a.ts:1: console is banned here: take a log'],
    [
      'lambdas/k/handler.ts',
      'const random = Math.random;',
      'lambdas/k/handler.ts:1: Math.random is banned here: take a function that gives numbers',
    ],
    ['lambdas/k/handler.ts', 'console.error(1);', 'lambdas/k/handler.ts:1: console is banned here: take a log'],
  ])('refuses in %s: %s', (path, text, line) => {
    expect(checkCalls(sample(path, text))).toEqual([line]);
  });

  it.each([
    ['lambdas/aws/surroundings.ts', 'const random = Math.random;'],
    ['src/codecs/a.ts', 'const day = new Date(0); const text = "Date.now()"; // Math.random()'],
    ['src/cli/a.ts', 'console.log(new Date());'],
    ['src/engine/a.ts', 'const state = { process: 1 }; state.process += 1; interface P { console: number }'],
  ])('allows in %s: %s', (path, text) => {
    expect(checkCalls(sample(path, text))).toEqual([]);
  });

  it.each([
    ['process', 'const env = process.env;'],
    ['setTimeout', 'setTimeout(() => {}, 1);'],
    ['Promise', 'export type Later = Promise<number>;'],
    ['Promise', 'Promise.resolve(1);'],
    ['globalThis', 'globalThis.x = 1;'],
    ['async', 'export async function a() {}'],
    ['async', 'const a = async () => 1;'],
    ['await', 'const a = await b;'],
    ['for await', 'for await (const a of b) {}'],
    ['fetch', "fetch('x');"],
    ['import()', "const a = import('./b.ts');"],
  ])('lets pure code not even name %s', (what, text) => {
    expect(checkCalls(sample('src/engine/a.ts', text))).toEqual([
      `src/engine/a.ts:1: ${what} has no place in pure code: return a value and let the caller act`,
    ]);
  });
});

describe('shape', () => {
  it('refuses a file of 301 lines, and allows one of 300', () => {
    expect(checkShape(sample('lib/a.ts', '\n'.repeat(301)))).toEqual([
      'lib/a.ts: 301 lines, at most 300: split it by idea',
    ]);
    expect(checkShape(sample('lib/a.ts', '\n'.repeat(300)))).toEqual([]);
    expect(checkShape(sample('pipelines/p/generated/a.ts', '\n'.repeat(999)))).toEqual([]);
  });

  it.each([
    ['lib/MyStack.ts', 'MyStack.ts'],
    ['lib/my_stack.ts', 'my_stack.ts'],
    ['Lib/a.ts', 'Lib'],
    ['docs/Runbook.md', 'Runbook.md'],
    ['lib/-a.ts', '-a.ts'],
  ])('refuses the name %s', (path, name) => {
    expect(checkShape(sample(path, ''))).toEqual([`${path}: "${name}" is not kebab-case`]);
  });

  it.each([
    'README.md',
    'pipelines/p/README.md',
    'LICENSE',
    '.ci/run',
    '.npmrc',
    'test/engine/a-b.property.test.ts',
    'a/v1.json',
  ])('allows the name %s', (path) => {
    expect(checkShape(sample(path, ''))).toEqual([]);
  });

  it.each(['// TODO: later', '/* FIXME */', '/** A docstring.\n * HACK: round it off. */', 'const a = 1; // XXX'])(
    'refuses %j',
    (text) => {
      expect(checkShape(sample('lib/a.ts', text))).toHaveLength(1);
    },
  );

  it('allows the word where it is data', () => {
    expect(checkShape(sample('lib/a.ts', 'const word = "TODO"; const pattern = /TODO/;'))).toEqual([]);
  });
});

describe('files that nothing uses', () => {
  const tree = (texts: Record<string, string>) => treeOf(Object.entries(texts));

  it('are found, also where they use each other', () => {
    const given = tree({
      'bin/app.ts': "import './../lib/a.ts';",
      'lib/a.ts': '',
      'lib/b.ts': "import './c.ts';",
      'lib/c.ts': "import './b.ts';",
    });
    expect(checkFilesUsed(given, '')).toEqual([
      'lib/b.ts: nothing reaches it: remove it, or use it',
      'lib/c.ts: nothing reaches it: remove it, or use it',
    ]);
  });

  it('are found where only a test keeps them', () => {
    const given = tree({ 'test/a.test.ts': "import '../lib/a.ts';", 'lib/a.ts': '' });
    expect(checkFilesUsed(given, '')).toEqual(['lib/a.ts: only tests reach it: remove it, or use it']);
  });

  it('are not those that a script runs, a text names, or a test needs', () => {
    const given = tree({
      'demo/main.ts': "start(new URL('./child.mjs', import.meta.url));",
      'demo/child.mjs': '',
      'test/a.test.ts': "import './support/b.ts'; import '../src/adapters/memory/c.ts';",
      'test/support/b.ts': '',
      'src/adapters/memory/c.ts': '',
      'lambdas/k/handler.ts': '',
      'test/infra/fixtures/pipelines/p/pipeline.ts': '',
      'vitest.config.ts': '',
    });
    expect(checkFilesUsed(given, '"start": "tsx demo/main.ts"')).toEqual([]);
  });
});

describe('circular imports', () => {
  it('are found', () => {
    const given = treeOf([
      ['lib/a.ts', "import './b.ts';"],
      ['lib/b.ts', "import './c.ts';"],
      ['lib/c.ts', "import './b.ts';"],
    ]);
    expect(checkCycles(given)).toEqual(['circular import: lib/b.ts → lib/c.ts → lib/b.ts']);
  });

  it('of types alone are none', () => {
    const given = treeOf([
      ['lib/a.ts', "import type { B } from './b.ts';"],
      ['lib/b.ts', "import './a.ts';"],
    ]);
    expect(checkCycles(given)).toEqual([]);
  });
});
