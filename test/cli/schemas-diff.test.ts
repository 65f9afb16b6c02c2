import { beforeEach, describe, expect, it } from 'vitest';
import { type TempProject, tempProjects } from '../support/temp-project.ts';

const makeProject = tempProjects();
let project: TempProject;
beforeEach(() => {
  project = makeProject();
  ['at', 'litres', 'size'].forEach((_, index, names) => {
    const fields = names.slice(0, index + 1).map((name) => ({ name, type: ['null', 'long'], default: null }));
    const definition = JSON.stringify({ type: 'record', name: 'Tap', fields });
    project.write(`pipelines/bar/schemas/tap/v${index + 1}.avsc`, definition);
  });
});

describe('millrace schemas diff', () => {
  it('shows what the newest version changed', async () => {
    const { code, lines } = await project.millrace('schemas diff bar tap');
    expect(code).toBe(0);
    expect(lines).toEqual(['tap v2 → v3, AVRO', expect.stringMatching(/^ {2}.*size/)]);
  });

  it.each([
    ['1', 'v1 → v3', ['litres', 'size']],
    ['v1 v2', 'v1 → v2', ['litres']],
    ['3 1', 'v3 → v1', ['litres', 'size']],
  ])('compares %s', async (versions, title, fields) => {
    const { lines } = await project.millrace(`schemas diff bar tap ${versions}`);
    expect(lines[0]).toBe(`tap ${title}, AVRO`);
    expect(lines.slice(1)).toEqual(fields.map((field) => expect.stringContaining(field)));
  });

  it('says so where nothing changed but the writing', async () => {
    const v3 = project.read('pipelines/bar/schemas/tap/v3.avsc');
    project.write('pipelines/bar/schemas/tap/v4.avsc', JSON.stringify(JSON.parse(v3), null, 2));
    expect((await project.millrace('schemas diff bar tap')).lines).toEqual([
      'tap v3 → v4, AVRO',
      '  nothing that means anything',
    ]);
  });

  it.each([
    ['bra tap', 'there is no pipeline "bra" with schemas: there are bar'],
    ['bar keg', 'pipeline "bar" has no schema "keg": it has tap'],
    ['bar tap 4', 'schema "tap" has no version 4: it has 1 to 3'],
    ['bar tap newest', /'newest' is invalid.*Give the number of a version, such as 2 or v2\.$/],
    ['bar tap 0', /'0' is invalid/],
  ])('refuses %s in one line', async (args, message) => {
    const { code, lines } = await project.millrace(`schemas diff ${args}`);
    expect({ code, lines }).toEqual({
      code: 2,
      lines: [typeof message === 'string' ? message : expect.stringMatching(message)],
    });
  });

  it('needs a second version where none is named', async () => {
    project.write('pipelines/bar/schemas/keg/v1.json', '{}');
    expect((await project.millrace('schemas diff bar keg')).lines).toEqual([
      'schema "keg" has one version: there is nothing to compare it with',
    ]);
  });
});
