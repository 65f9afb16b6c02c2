import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../lib/config.ts';
import { loadPipelines } from '../../lib/discover-pipelines.ts';
import { UserError } from '../../lib/user-error.ts';
import { differences } from '../../src/cli/schema-types/sync.ts';
import { DefinitionError } from '../../src/engine/index.ts';
import { runCli } from '../cli/fake-session.ts';
import { compileErrors } from './compile-errors.ts';
import { EXAMPLE, PROJECT, shownOutput } from './markdown.ts';

const GUIDE = 'docs/guide.md';
const SCHEMA = join('pipelines', 'visits', 'schemas', 'visit', 'v1.json');

const scratch = mkdtempSync(join(tmpdir(), 'millrace-guide-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** What `npm run types` prints in a project that holds nothing but this schema. */
async function typesOf(name: string, schema: string): Promise<string> {
  const root = join(scratch, name);
  cpSync(join(EXAMPLE, SCHEMA), join(root, SCHEMA));
  writeFileSync(join(root, SCHEMA), schema);
  const { out, said } = await runCli('schemas types', { project: root });
  return [...out, ...said.map((line) => `millrace: ${line}`)].join('\n');
}

/** What the app prints about mistakes. */
function printed(error: unknown): string {
  if (!(error instanceof UserError)) throw error;
  return error.issues.map((issue) => `millrace: ${issue}`).join('\n');
}

describe('what the guide says is printed', () => {
  const schema = readFileSync(join(EXAMPLE, SCHEMA), 'utf8');

  it('by npm run types, for a sound schema', async () => {
    expect(await typesOf('sound', schema)).toBe(shownOutput(GUIDE, 'types'));
  });

  it('by npm run types, for a schema that leaves additionalProperties open', async () => {
    const open = schema.replace(/,\s+"additionalProperties": false/, '');
    expect(await typesOf('open', open)).toBe(shownOutput(GUIDE, 'schema'));
  });

  it('by the compiler, for a field that the schema does not have', () => {
    const file = join(EXAMPLE, 'pipelines', 'visits', 'pipeline.ts');
    const wrong = readFileSync(file, 'utf8').replace('key: (event) => event.page,', 'key: (event) => event.pagee,');
    const errors = compileErrors(EXAMPLE, file, wrong, join(PROJECT, 'tsconfig.json'));
    expect(errors.join('\n')).toBe(shownOutput(GUIDE, 'compile'));
  }, 120_000);

  it('by synth, for a wrong definition', async () => {
    await expect(import('./example-wrong/pipelines/visits/pipeline.ts')).rejects.toBeInstanceOf(DefinitionError);
    const root = join(PROJECT, 'test', 'docs', 'example-wrong');
    const error = await loadPipelines(join(root, 'pipelines'), ['visits'], root).catch((thrown: unknown) => thrown);
    expect(printed(error)).toBe(shownOutput(GUIDE, 'definition'));
  });

  it('by synth, for a wrong setting', () => {
    const load = () => loadConfig({ shards: 'zero' }, ['visits']);
    expect(load).toThrow(UserError);
    try {
      load();
    } catch (error) {
      expect(printed(error)).toBe(shownOutput(GUIDE, 'setting'));
    }
  });
});

describe('the project that the guide builds', () => {
  it('has generated types that match its schema', async () => {
    expect(await differences(EXAMPLE)).toEqual([]);
  });
});
