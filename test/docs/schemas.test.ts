import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Services, startServices } from '../../localstack/embedded/services.ts';
import { connectRegistry } from '../../src/client/glue-registration.ts';
import { checkEvolution } from '../../src/schemas/check-compatibility.ts';
import type { SchemaFormat } from '../../src/schemas/schema-kinds.ts';
import { type TempProject, tempProjects } from '../support/temp-project.ts';
import { shownOutput, tableRows } from './markdown.ts';
import { SCHEMAS_PAGE as PAGE, PAYMENT_FOLDER, writePayments } from './payments.ts';
import { SCHEMA_CHANGES } from './schema-changes.ts';

const makeProject = tempProjects();
let project: TempProject;
beforeEach(() => {
  project = makeProject();
  writePayments(project, 1);
});

/** What a person sees of the commands, one after the other. */
async function printed(...commands: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const command of commands) {
    const { answer, said } = await project.millrace(`schemas ${command}`, script);
    lines.push(...answer, ...said.map((line) => `millrace: ${line}`));
  }
  return lines.join('\n');
}

let services: Services;
let script: Parameters<TempProject['millrace']>[1];
beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID ??= 'test';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
  services = await startServices({ port: 0 });
  script = { registry: connectRegistry({ endpoint: services.endpoint, region: 'us-east-1' }) };
});
afterAll(() => services.stop());

describe('what the page about schemas says is printed', () => {
  it('for a first version', async () => {
    expect(await printed('types')).toBe(shownOutput(PAGE, 'types'));
  });

  it('for a sound second one', async () => {
    writePayments(project, 2);
    expect(await printed('diff payments payment', 'check', 'types')).toBe(shownOutput(PAGE, 'sound'));
  });

  it('for one that breaks', async () => {
    writePayments(project, 3);
    expect(await printed('check')).toBe(shownOutput(PAGE, 'break'));
  });

  it('for one edited in place', async () => {
    writePayments(project, 2);
    const settings = ['user.name=a', 'user.email=a@b', 'commit.gpgsign=false'].flatMap((setting) => ['-c', setting]);
    for (const command of ['init -q', 'add .', 'commit -q -m Versions', 'update-ref refs/remotes/origin/main HEAD']) {
      execFileSync('git', [...settings, ...command.split(' ')], { cwd: project.root, stdio: 'pipe' });
    }
    const path = `${PAYMENT_FOLDER}/v1.avsc`;
    project.write(path, project.read(path).replace('"cents", "type": "long"', '"cents", "type": "int"'));
    expect(await printed('check --against origin/main')).toBe(shownOutput(PAGE, 'edited'));
  });

  it('for a registration', async () => {
    writePayments(project, 2);
    const lines = await printed('register payments --dry-run', 'register payments');
    const shown = shownOutput(PAGE, 'register').replaceAll(/[0-9a-f]{4}…/g, '<id>');
    expect(lines.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')).toBe(shown);
  });
});

describe('the tables of what may change', () => {
  const titles: Readonly<Record<SchemaFormat, string>> = { AVRO: 'Avro', JSON: 'JSON Schema', PROTOBUF: 'Protobuf' };
  const words = { compatible: 'yes', incompatible: 'no', undecidable: 'not decidable' };

  it.each(['AVRO', 'JSON', 'PROTOBUF'] as const)('are what the check says: %s', (format) => {
    const rows = tableRows(PAGE, `${titles[format]} | \`BACKWARD\``);
    const wanted = SCHEMA_CHANGES[format].map(({ change, before, after }) => [
      change,
      ...(['BACKWARD', 'FORWARD'] as const).map((compatibility) => {
        const history = [{ version: 1, definition: before }];
        const candidate = { version: 2, definition: after };
        return words[checkEvolution({ format, compatibility, eventName: 'sale', history, candidate }).kind];
      }),
    ]);
    expect(rows).toEqual(wanted);
  });
});
