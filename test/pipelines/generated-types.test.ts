import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../scripts/generate-types/run.ts';
import { describe as describeDifference, differences } from '../../scripts/generate-types/sync.ts';

const tapSchema = {
  type: 'object',
  properties: {
    atMs: { type: 'integer' },
    note: { type: ['string', 'null'], description: 'What was said.' },
    at: { type: 'object', properties: { x: { type: 'number' } }, required: ['x'], additionalProperties: true },
  },
  required: ['atMs'],
  additionalProperties: true,
};
const TAP = 'pipelines/bar/schemas/tap/v1.json';
const TAP_TYPE = 'pipelines/bar/generated/tap.ts';
const TAP_VALIDATOR = 'pipelines/bar/generated/tap.validate.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'generate-types-'));
  write(TAP, JSON.stringify(tapSchema));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

async function generate(...args: string[]) {
  const lines: string[] = [];
  const code = await run(root, args, { out: (line) => lines.push(line), err: (line) => lines.push(line) });
  return { code, lines };
}

describe('the repository', () => {
  it('holds the types and validators that its schemas ask for, and no others', async () => {
    const found = await differences(fileURLToPath(new URL('../..', import.meta.url)));
    expect(found.map(describeDifference)).toEqual([]);
  });
});

describe('generate-types', () => {
  it('writes the type, bound to its schema, and the validator of a new schema', async () => {
    expect(await generate()).toEqual({ code: 0, lines: [`wrote ${TAP_TYPE}`, `wrote ${TAP_VALIDATOR}`] });
    const module = readFileSync(join(root, TAP_TYPE), 'utf8');
    expect(module).toContain(
      [
        'export interface Tap {',
        '  atMs: number',
        '  /**',
        '   * What was said.',
        '   */',
        '  note?: (string | null)',
        '  at?: {',
        '    x: number',
        '  }',
        '}',
      ].join('\n'),
    );
    expect(module).toContain(`// Generated from ${TAP} by scripts/generate-types.ts: do not edit.`);
    expect(module).toContain('export const tapSchema: EventSchema<Tap> & {');
    expect(await generate('--check')).toEqual({ code: 0, lines: [] });
  });

  it('names each file that is missing, stale or without a schema when it checks, and changes none', async () => {
    await generate();
    rmSync(join(root, TAP_VALIDATOR));
    write(TAP_TYPE, 'export interface Tap {}');
    write('pipelines/bar/generated/keg.ts', '');
    const lines = [
      `${TAP_TYPE} does not match its schema: run \`npx tsx scripts/generate-types.ts\``,
      `${TAP_VALIDATOR} is missing: run \`npx tsx scripts/generate-types.ts\``,
      'pipelines/bar/generated/keg.ts has no schema any more: run `npx tsx scripts/generate-types.ts`',
    ];
    expect(await generate('--check')).toEqual({ code: 1, lines });
    expect(await generate('--check')).toEqual({ code: 1, lines });
    expect(await generate()).toMatchObject({ code: 0, lines: { length: 3 } });
    expect(await generate('--check')).toEqual({ code: 0, lines: [] });
  });

  it('takes the newest version of a schema', async () => {
    const closed = { ...tapSchema, properties: { atMs: { type: 'integer' }, litres: { type: 'number' } } };
    for (const version of [2, 10]) write(`pipelines/bar/schemas/tap/v${version}.json`, JSON.stringify(closed));
    await generate();
    expect(readFileSync(join(root, TAP_TYPE), 'utf8')).toContain('versions: [{ version: 10, ');
  });

  it.each([
    ['half a file', TAP, '{', `${TAP}: not JSON: `],
    ['no object', TAP, '{"type":"string"}', `${TAP}: an event is a JSON object: its schema must say "type": "object"`],
    ['openness unsaid', TAP, '{"type":"object"}', `${TAP}: "additionalProperties" is missing: say false to refuse`],
    [
      'a rule that does not exist',
      TAP,
      schemaWith({ type: 'string', maxLen: 3 }),
      `${TAP}: strict mode: unknown keyword`,
    ],
    [
      'a format that does not exist',
      TAP,
      schemaWith({ type: 'string', format: 'dat' }),
      `${TAP}: unknown format "dat"`,
    ],
    ['a reference to nowhere', TAP, schemaWith({ $ref: '#/definitions/Q' }), `${TAP}: can't resolve reference`],
    ['a reference elsewhere', TAP, schemaWith({ $ref: 'http://127.0.0.1/s' }), `${TAP}: can't resolve reference`],
    ['another name', 'pipelines/bar/schemas/tap/one.json', '{}', 'schema files are named v1.json, v2.json, …'],
    ['a folder no type is called', 'pipelines/bar/schemas/Tap/v1.json', '{}', 'lower-case letters, digits and dashes'],
  ])('refuses a schema with %s in one line', async (_what, path, content, message) => {
    write(path, content);
    const { code, lines } = await generate();
    expect({ code, count: lines.length }).toEqual({ code: 1, count: 1 });
    expect(lines[0]).toContain(message);
  });

  it('refuses an argument that it does not know', async () => {
    expect(await generate('--chek')).toEqual({
      code: 2,
      lines: ['generate-types takes no argument but --check, got "--chek"'],
    });
  });
});

function schemaWith(field: object): string {
  return JSON.stringify({ type: 'object', properties: { field }, additionalProperties: false });
}
