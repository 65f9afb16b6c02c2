import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { CliError } from '../../src/cli/cli-error.ts';
import type { Check } from '../../src/client/index.ts';
import type { RegisterSchemas, RegistrationStep } from '../../src/client/register-schemas.ts';
import type { Pipeline } from '../../src/engine/pipeline.ts';
import { runCli } from './fake-session.ts';
import shop from './pipelines/shop.ts';

/** This repository. */
const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const OK: Check = { name: 'node', state: 'ok', found: '20.1.0' };
const WARN: Check = { name: 'stack monitoring', state: 'warn', found: 'there is none', cure: 'deploy' };
const FAIL: Check = { name: 'credentials', state: 'fail', found: 'expired', cure: 'renew them' };
const FOUND: Check = { name: 'stream', state: 'ok', found: 'ACTIVE' };
const CODE: Check = { name: 'code', state: 'ok', found: 'of shop' };

interface Script {
  readonly environment?: readonly Check[];
  readonly pipeline?: Pipeline;
  readonly registry?: RegisterSchemas;
}

async function doctor(line: string, { environment = [OK], pipeline = shop, registry }: Script = {}) {
  const asked: (string | undefined)[] = [];
  const run = await runCli(`doctor ${line}`, {
    project: PROJECT,
    checkup: {
      async *environment(name) {
        asked.push(name);
        yield* environment;
      },
      async *pipeline() {
        yield FOUND;
      },
      async *code(name) {
        yield { name: 'code', state: 'ok', found: `of ${name}` };
      },
    },
    ...(registry && { registry }),
    sending: {
      loadPipeline: async (name) => {
        if (name !== pipeline.name) throw new CliError(`there is no pipeline "${name}"`, 2);
        return pipeline;
      },
    },
  });
  return { ...run, asked, lines: run.out.map(stripVTControlCharacters) };
}

describe('millrace doctor', () => {
  it('writes each check on a line, with what to do', async () => {
    const { exitCode, lines, asked } = await doctor('shop', { environment: [OK, WARN] });
    expect(exitCode).toBe(0);
    expect(asked).toEqual(['shop']);
    expect(lines).toEqual([
      'ok    node                          20.1.0',
      'warn  stack monitoring              there is none → deploy',
      'ok    stream                        ACTIVE',
      'ok    code                          of shop',
    ]);
  });

  it('exits with 1 where something failed, and looks no further where it cannot', async () => {
    const { exitCode, lines, said } = await doctor('shop', { environment: [OK, FAIL] });
    expect({ exitCode, said, last: lines.at(-1) }).toEqual({
      exitCode: 1,
      said: [],
      last: 'fail  credentials                   expired → renew them',
    });
  });

  it('without a pipeline tells of this machine and what is deployed', async () => {
    const { asked, lines } = await doctor('');
    expect({ asked, lines: lines.length }).toEqual({ asked: [undefined], lines: 1 });
  });

  it('writes JSON lines', async () => {
    const { out } = await doctor('shop --json', { environment: [WARN] });
    expect(out.map((line) => JSON.parse(line))).toEqual([WARN, FOUND, CODE]);
  });

  it('exits with 2 for a pipeline that there is not', async () => {
    expect(await doctor('shops')).toMatchObject({ exitCode: 2, said: ['there is no pipeline "shops"'], out: [] });
  });

  it('holds committed schemas against those that are registered', async () => {
    const flights: Pipeline = { ...shop, name: 'flights', records: { format: 'glue' } };
    const withSteps = (steps: readonly RegistrationStep[]) =>
      doctor('flights', {
        pipeline: flights,
        async *registry() {
          yield* steps;
        },
      });
    const version = { what: 'version', name: 'flight', registered: undefined } as const;
    const well = await withSteps([{ ...version, version: 1, isNew: false }]);
    expect(well).toMatchObject({ exitCode: 0 });
    expect(well.lines.at(-2)).toBe('ok    schema flight                 v1 to v2 registered as committed');
    const behind = await withSteps([
      { what: 'compatibility', name: 'flight', from: 'NONE', to: 'BACKWARD' },
      { ...version, version: 2, isNew: true },
    ]);
    expect(behind.exitCode).toBe(1);
    expect(behind.lines.at(-2)).toMatch(
      /^fail {2}schema flight +compatibility is NONE, committed is BACKWARD; v2 is not registered → deploy/,
    );
    const none = await withSteps([{ what: 'registry', registry: 'millrace-flights', isNew: true }]);
    expect(none.lines.at(-2)).toMatch(/^fail {2}schemas +there is no registry millrace-flights/);
  });

  it('says so where schemas cannot be looked at', async () => {
    const pipeline: Pipeline = { ...shop, records: { format: 'glue' } };
    const { exitCode, lines } = await doctor('shop', { pipeline });
    expect(exitCode).toBe(1);
    expect(lines.at(-2)).toMatch(/^fail {2}schemas +no schema registry → /);
  });
});
