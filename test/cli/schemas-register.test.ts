import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Services, startServices } from '../../localstack/embedded/services.ts';
import { connectRegistry } from '../../src/client/glue-registration.ts';
import type { RegisterSchemas } from '../../src/client/register-schemas.ts';
import { type TempProject, tempProjects } from '../support/temp-project.ts';

const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const makeProject = tempProjects();
let services: Services;
let registry: RegisterSchemas;
let project: TempProject;
let pipelines = 0;
let pipeline: string;

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID ??= 'test';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
  services = await startServices({ port: 0 });
  registry = connectRegistry({ endpoint: services.endpoint, region: 'us-east-1' });
});
afterAll(() => services.stop());
beforeEach(() => {
  project = makeProject();
  pipelines += 1;
  pipeline = `bar${pipelines}`;
  write(1, 'at');
});

/** Writes a version of an Avro record whose fields are numbers; the first is required, the others may be left out. */
function write(version: number, first: string, ...others: readonly string[]): void {
  const optional = others.map((name) => ({ name, type: ['null', 'long'], default: null }));
  const definition = { type: 'record', name: 'Tap', fields: [{ name: first, type: 'long' }, ...optional] };
  project.write(`pipelines/${pipeline}/schemas/tap/v${version}.avsc`, JSON.stringify(definition));
}

const register = (options = '') => project.millrace(`schemas register ${pipeline} ${options}`, { registry });

describe('millrace schemas register', () => {
  it('registers what is missing and says under which number and id', async () => {
    expect(await register('--dry-run')).toMatchObject({
      code: 0,
      lines: [`registry millrace-${pipeline}: would be created`, 'tap v1: would be registered'],
      notes: [],
    });
    const first = await register();
    expect(first).toMatchObject({
      code: 0,
      lines: [
        `registry millrace-${pipeline}: created`,
        expect.stringMatching(new RegExp(`^tap v1: registered as version 1, ${UUID}$`)),
      ],
      notes: [],
    });
    write(2, 'at', 'litres');
    expect((await register()).lines).toEqual([
      `registry millrace-${pipeline}: there`,
      first.lines[1]?.replace('registered', 'there'),
      expect.stringMatching(/^tap v2: registered as version 2, /),
    ]);
  });

  it('follows the mode of the definition', async () => {
    await register();
    const events = [{ name: 'tap', compatibility: 'FULL_ALL' }];
    project.write(`pipelines/${pipeline}/pipeline.ts`, `export default ${JSON.stringify({ events })};`);
    expect((await register('--dry-run')).lines).toContain(
      'tap: compatibility would be changed from BACKWARD to FULL_ALL',
    );
    expect((await register()).lines).toContain('tap: compatibility changed from BACKWARD to FULL_ALL');
  });

  it('registers nothing where the check finds a break: the registry would keep the number for ever', async () => {
    write(2, 'price');
    expect(await register()).toMatchObject({
      code: 1,
      lines: [`nothing registered: \`npx millrace schemas check ${pipeline}\` finds schemas that break`],
      notes: [],
    });
  });

  it('explains in one line why the registry refuses what is sound by the files', async () => {
    await register();
    // The registry holds the first schema, the files begin with another one.
    write(1, 'price');
    const { code, lines } = await register();
    expect(code).toBe(1);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(
      /^the registry found "tap" v1, version 2 in registry \S+, not BACKWARD compatible with version 1: BACKWARD, v2 reads v1: .*price.*default/,
    );
    expect(lines[1]).not.toContain('\n');
  });

  it('asks the endpoint given, and says when nobody is there', async () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect(
      await project.millrace(`schemas register ${pipeline} --endpoint http://there:2`, { failure: refused }),
    ).toMatchObject({
      code: 2,
      lines: [expect.stringMatching(/^cannot reach http:\/\/there:2 \(connection refused\)/)],
    });
  });

  it('wants one pipeline, one that has schemas', async () => {
    expect((await project.millrace('schemas register')).lines).toEqual(["missing required argument 'pipeline'"]);
    expect((await project.millrace('schemas register nope')).lines).toEqual([
      `there is no pipeline "nope" with schemas: there are ${pipeline}`,
    ]);
  });
});

describe('help', () => {
  it.each([
    'schemas --help',
    'schemas check --help',
    'schemas diff --help',
    'schemas types --help',
    'schemas register --help',
  ])('millrace %s is no failure', async (line) => {
    const { code, lines } = await project.millrace(line);
    expect(code).toBe(0);
    expect(lines[0]).toMatch(/^Usage: millrace schemas/);
    if (line !== 'schemas --help') expect(lines.join('\n')).toContain('Examples:\n  millrace schemas ');
  });

  it('suggests a command for one misspelt', async () => {
    expect(await project.millrace('schemas chek')).toMatchObject({
      code: 2,
      lines: ["unknown command 'chek' (Did you mean check?)"],
    });
  });
});
