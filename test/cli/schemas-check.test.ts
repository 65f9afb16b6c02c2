import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type TempProject, tempProjects } from '../support/temp-project.ts';

const FOLDER = 'pipelines/bar/schemas/tap';
const makeProject = tempProjects();
let project: TempProject;
beforeEach(() => {
  project = makeProject();
  project.write(`${FOLDER}/v1.avsc`, record('at'));
});

/** An Avro record whose fields are numbers; those that end in ? may be left out. */
function record(...fields: readonly string[]): string {
  return JSON.stringify({
    type: 'record',
    name: 'Tap',
    fields: fields.map((field) =>
      field.endsWith('?')
        ? { name: field.slice(0, -1), type: ['null', 'long'], default: null }
        : { name: field, type: 'long' },
    ),
  });
}

/** A definition without its functions: what `schemas` commands read of it. */
function define(events: readonly { name: string; compatibility: string }[]): void {
  project.write('pipelines/bar/pipeline.ts', `export default ${JSON.stringify({ name: 'bar', events })};`);
}

describe('millrace schemas check', () => {
  it('says of each schema that it is sound', async () => {
    define([{ name: 'tap', compatibility: 'FULL' }]);
    project.write(`${FOLDER}/v2.avsc`, record('at', 'litres?'));
    project.write('pipelines/foo/schemas/keg/v1.json', '{ "type": "object", "additionalProperties": true }');
    expect(await project.millrace('schemas check')).toMatchObject({
      code: 0,
      lines: [
        'bar tap: AVRO, 2 versions, FULL: sound',
        'foo keg: JSON, 1 version, BACKWARD: sound (no event type of this name)',
      ],
      notes: [],
    });
    expect((await project.millrace('schemas check foo')).lines).toHaveLength(1);
  });

  it('explains a break: which version reads which, the field, what to do', async () => {
    project.write(`${FOLDER}/v2.avsc`, record('at', 'litres'));
    const { code, lines } = await project.millrace('schemas check');
    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(/^bar tap v2 is not BACKWARD compatible:\n {2}BACKWARD, v2 reads v1: .*litres.*default/),
      '1 schema version may not join the history: see above',
    ]);
  });

  it('goes by the mode of the definition', async () => {
    project.write(`${FOLDER}/v2.avsc`, record('at', 'litres'));
    define([{ name: 'tap', compatibility: 'FORWARD' }]);
    expect((await project.millrace('schemas check')).lines).toEqual(['bar tap: AVRO, 2 versions, FORWARD: sound']);
  });

  it.each([
    ['BACKWARD', 0],
    ['BACKWARD_ALL', 1],
  ])('holds each version against the one before, or all before: %s', async (compatibility, code) => {
    define([{ name: 'tap', compatibility }]);
    // Each step is sound; but who reads by v3 finds no `size` in records of v1 and has no default for it.
    project.write(`${FOLDER}/v2.avsc`, record('at', 'size?'));
    project.write(`${FOLDER}/v3.avsc`, record('at', 'size?').replace(',"default":null', ''));
    expect((await project.millrace('schemas check')).code).toBe(code);
  });

  it('finds a break in the middle of the history', async () => {
    project.write(`${FOLDER}/v2.avsc`, record('at', 'litres'));
    project.write(`${FOLDER}/v3.avsc`, record('at', 'litres', 'size?'));
    const { lines } = await project.millrace('schemas check');
    expect(lines[0]).toMatch(/^bar tap v2 is not/);
    expect(lines[1]).toMatch(/^1 schema version/);
  });

  it('refuses what is no schema, also a first version', async () => {
    project.write(`${FOLDER}/v1.avsc`, '{ "type": "recrod" }');
    const { code, lines } = await project.millrace('schemas check');
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/^bar tap v1 is no sound AVRO schema:\n {2}.*recrod/);
  });

  it('refuses a version that says what an earlier one says', async () => {
    project.write(`${FOLDER}/v2.avsc`, record('at', 'litres?'));
    project.write(`${FOLDER}/v3.avsc`, JSON.stringify(JSON.parse(record('at')), null, 2));
    const { code, lines } = await project.millrace('schemas check');
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/^bar tap v3 says the same as v1:\n {2}a registry takes a definition once: remove/);
  });

  it('names the pipelines there are where the one named is none of them', async () => {
    expect(await project.millrace('schemas check bra')).toMatchObject({
      code: 2,
      lines: ['there is no pipeline "bra" with schemas: there are bar'],
    });
  });

  it('points to the generator where a definition imports what is not generated yet', async () => {
    project.write('pipelines/bar/pipeline.ts', "import './generated/tap.ts';\nexport default {};");
    expect(await project.millrace('schemas check')).toMatchObject({
      code: 1,
      lines: [
        expect.stringMatching(
          /^pipelines\/bar\/pipeline\.ts does not load \(.*generated\/tap\.ts.*run `npx millrace schemas types`/,
        ),
      ],
    });
  });
});

describe('millrace schemas check --against', () => {
  const git = (...args: string[]): void => {
    const settings = ['user.name=a', 'user.email=a@b', 'commit.gpgsign=false'].flatMap((setting) => ['-c', setting]);
    execFileSync('git', [...settings, ...args], { cwd: project.root, stdio: 'pipe' });
  };
  const check = (ref: string) => project.millrace(`schemas check --against ${ref}`);

  beforeEach(() => {
    project.write(`${FOLDER}/v2.avsc`, record('at', 'litres?'));
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'Two versions');
    git('tag', 'released');
  });

  it('lets new versions join', async () => {
    project.write(`${FOLDER}/v3.avsc`, record('at', 'size?'));
    expect(await check('released')).toMatchObject({
      code: 0,
      lines: ['bar tap: AVRO, 3 versions, BACKWARD: sound (no event type of this name)'],
      notes: [],
    });
  });

  it('refuses a version edited in place, committed or not', async () => {
    project.write(`${FOLDER}/v1.avsc`, record('at', 'size?'));
    const refused = {
      code: 1,
      lines: [
        expect.stringMatching(/: sound/),
        expect.stringMatching(
          /^pipelines\/bar\/schemas\/tap\/v1\.avsc differs from released: .*restore it \(git checkout released -- pipelines\/bar\/schemas\/tap\/v1\.avsc\) and put the change into pipelines\/bar\/schemas\/tap\/v3\.avsc$/,
        ),
        '1 committed version changed: see above',
      ],
    };
    expect(await check('released')).toMatchObject(refused);
    git('commit', '-q', '-a', '-m', 'Edit');
    expect(await check('released')).toMatchObject(refused);
    expect((await check('HEAD')).code).toBe(0);
  });

  it('refuses a removed version, and a change of format', async () => {
    rmSync(join(project.root, FOLDER, 'v2.avsc'));
    expect((await check('released')).lines[1]).toMatch(/v2\.avsc is gone since released: /);
    rmSync(join(project.root, FOLDER, 'v1.avsc'));
    project.write(`${FOLDER}/v1.json`, '{ "type": "object", "additionalProperties": true }');
    const { lines } = await check('released');
    expect(lines[1]).toMatch(/v1\.avsc is gone since released: .*and give the other format an event type of its own$/);
    expect(lines).toContain('2 committed versions changed: see above');
  });

  it('lets a whole event type go', async () => {
    project.write('pipelines/bar/schemas/keg/v1.avsc', record('at'));
    rmSync(join(project.root, FOLDER), { recursive: true });
    expect((await check('released')).code).toBe(0);
  });

  it('looks at the pipelines named alone', async () => {
    project.write('pipelines/foo/schemas/keg/v1.avsc', record('at'));
    project.write(`${FOLDER}/v1.avsc`, record('at', 'size?'));
    expect((await project.millrace('schemas check foo --against released')).code).toBe(0);
    expect((await project.millrace('schemas check bar --against released')).code).toBe(1);
  });

  it('works where the project is a folder of the repository', async () => {
    project = makeProject();
    project.write(`inner/${FOLDER}/v1.avsc`, record('at'));
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'One version');
    project.write(`inner/${FOLDER}/v1.avsc`, record('at', 'size?'));
    const inner = { project: join(project.root, 'inner') };
    expect((await project.millrace('schemas check --against HEAD', inner)).code).toBe(1);
  });

  it('says so and goes on where there is no such ref, or no repository', async () => {
    expect(await check('relaesed')).toMatchObject({
      code: 0,
      notes: ['not compared with relaesed: git knows no "relaesed" here'],
    });
    rmSync(join(project.root, '.git'), { recursive: true });
    expect(await check('released')).toMatchObject({
      code: 0,
      notes: ['not compared with released: the project is not in a git repository'],
    });
  });
});
