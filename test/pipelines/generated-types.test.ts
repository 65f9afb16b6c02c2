import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { describe as describeDifference, differences } from '../../src/cli/schema-types/sync.ts';
import { textLiteral } from '../../src/cli/schema-types/text-literal.ts';
import { compileErrors } from '../docs/compile-errors.ts';
import { PROJECT } from '../docs/markdown.ts';
import { fc } from '../support/fast-check.ts';
import { type TempProject, tempProjects } from '../support/temp-project.ts';

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
const FOLDER = 'pipelines/bar/schemas/tap';
const TAP = `${FOLDER}/v1.json`;
const TAP_TYPE = 'pipelines/bar/generated/tap.ts';
const TAP_VALIDATOR = 'pipelines/bar/generated/tap.validate.ts';

const makeProject = tempProjects();
let project: TempProject;
beforeEach(() => {
  project = makeProject();
  project.write(TAP, JSON.stringify(tapSchema));
});

const generate = async (option = '') => {
  const { code, lines } = await project.millrace(`schemas types ${option}`);
  return { code, lines };
};

describe('the repository', () => {
  it('holds the types and validators that its schemas ask for, and no others', async () => {
    const found = await differences(PROJECT);
    expect(found.map(describeDifference)).toEqual([]);
  });
});

describe('millrace schemas types', () => {
  it('writes the type, bound to its schema, and the validator of a new schema', async () => {
    expect(await generate()).toEqual({ code: 0, lines: [`wrote ${TAP_TYPE}`, `wrote ${TAP_VALIDATOR}`] });
    const module = project.read(TAP_TYPE);
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
    expect(module).toContain(`// Generated from ${TAP} by \`npx millrace schemas types\`: do not edit.`);
    expect(module).toContain('export const tapSchema: EventSchema<Tap> & {');
    expect(await generate('--check')).toEqual({ code: 0, lines: [] });
  });

  it('names each file that is missing, stale or without a schema when it checks, and changes none', async () => {
    await generate();
    rmSync(join(project.root, TAP_VALIDATOR));
    project.write(TAP_TYPE, 'export interface Tap {}');
    project.write('pipelines/bar/generated/keg.ts', '');
    const lines = [
      `${TAP_TYPE} does not match its schema`,
      `${TAP_VALIDATOR} is missing`,
      'pipelines/bar/generated/keg.ts has no schema any more',
      'generated files do not match their schemas: run `npx millrace schemas types`',
    ];
    expect(await generate('--check')).toEqual({ code: 1, lines });
    expect(await generate('--check')).toEqual({ code: 1, lines });
    expect(await generate()).toMatchObject({ code: 0, lines: { length: 3 } });
    expect(await generate('--check')).toEqual({ code: 0, lines: [] });
  });

  it('binds every version, oldest first, to the type of the newest', async () => {
    const texts = Array.from({ length: 10 }, (_, index) =>
      JSON.stringify({ ...tapSchema, required: [], properties: { [`litres${index + 1}`]: {} } }, null, index),
    );
    texts.forEach((text, index) => {
      project.write(`${FOLDER}/v${index + 1}.json`, text);
    });
    expect((await generate()).code).toBe(0);
    const module = project.read(TAP_TYPE);
    expect(module).toMatch(/interface Tap \{\n {2}litres10\?: unknown\n\}/);
    expect(versionsIn(module)).toEqual(texts.map((definition, index) => ({ version: index + 1, definition })));
    expect(module).toContain(`// Generated from ${FOLDER}/v10.json by`);
  });

  it('asks less of versions that are history', async () => {
    project.write(TAP, '{"type":"string"}');
    project.write(`${FOLDER}/v2.json`, JSON.stringify(tapSchema));
    expect((await generate()).code).toBe(0);
  });

  it.each([
    ['half a file', TAP, '{', `${TAP}: not JSON: `],
    ['a list', TAP, '[]', `${TAP}: a schema is a JSON object, got an array`],
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
    ['another name', `${FOLDER}/one.json`, '{}', 'schema files are named v1.json, v2.json, …'],
    ['a folder no type is called', 'pipelines/bar/schemas/Tap/v1.json', '{}', 'lower-case letters, digits and dashes'],
    ['two formats', `${FOLDER}/v2.avsc`, '{}', `${FOLDER}: holds .json and .avsc files: one event type has one format`],
    ['the same version twice', `${FOLDER}/v1.proto`, '', 'holds .json and .proto files'],
    ['a gap', `${FOLDER}/v3.json`, '{}', `${FOLDER}: v2.json is missing: versions are numbered from 1 without a gap`],
    ['nothing in it', TAP, '\n', `${TAP}: is empty`],
    ['a byte order mark', TAP, '\ufeff{}', `${TAP}: begins with a byte order mark`],
    ['bytes that are no text', TAP, Buffer.from([0x7b, 0xff, 0x7d]), `${TAP}: is not UTF-8`],
    ['more text than Glue takes', TAP, `${' '.repeat(170_000)}{}`, `${TAP}: 170002 characters, but the registry takes`],
  ])('refuses a schema with %s in one line', async (_what, path, content, message) => {
    project.write(path, content);
    const { code, lines } = await generate();
    expect({ code, count: lines.length }).toEqual({ code: 1, count: 1 });
    expect(lines[0]).toContain(message);
    expect(lines[0]).not.toContain('\n');
  });

  it.each(['event-schema', 'buffer'])('refuses an event type by the name of %s, which modules use', async (event) => {
    project.write(`pipelines/bar/schemas/${event}/v1.json`, JSON.stringify(tapSchema));
    expect((await generate()).lines).toEqual([
      expect.stringMatching(`^pipelines/bar/schemas/${event}/v1.json: an event type cannot be named "${event}": `),
    ]);
  });

  it('refuses a folder without a schema', async () => {
    rmSync(join(project.root, TAP));
    expect(await generate()).toEqual({
      code: 1,
      lines: [`${FOLDER}: holds no schema: add v1.json, v1.avsc or v1.proto`],
    });
  });
});

describe('a module generated from another format', () => {
  const versions = [
    { name: 'Keg', fields: [{ name: 'at', type: 'long' }] },
    {
      name: 'Keg',
      fields: [
        { name: 'at', type: 'long' },
        { name: 'note', type: ['null', 'string'], default: null },
      ],
    },
  ].map((definition) => JSON.stringify({ type: 'record', ...definition }, null, 2));
  const protoVersions = ['int64 at = 1;', 'int64 at = 1; optional string note = 2;'].map(
    (fields) => `syntax = "proto3";\n// The barrel: \\ \`it\` costs \${1}.\nmessage Keg { ${fields} }\n`,
  );

  it.each([
    ['AVRO', 'avsc', versions, '{ at: 1n, note: null }'],
    ['PROTOBUF', 'proto', protoVersions, '{ at: 1n }'],
  ])(
    '%s: compiles, binds the type of the newest to all versions, and needs no validator',
    async (format, extension, texts, keg) => {
      const made = makeProject();
      texts.forEach((text, index) => {
        made.write(`pipelines/bar/schemas/keg/v${index + 1}.${extension}`, text);
      });
      expect((await made.millrace('schemas types')).lines).toEqual(['wrote pipelines/bar/generated/keg.ts']);
      const module = made.read('pipelines/bar/generated/keg.ts');
      expect(module).toContain(`export const kegSchema: EventSchema<Keg> = {\n  format: '${format}',\n`);
      expect(versionsIn(module)).toEqual(texts.map((definition, index) => ({ version: index + 1, definition })));
      const file = join(PROJECT, 'pipelines', 'flights', 'generated', 'keg.ts');
      const uses = `export const keg: Keg = ${keg};\nexport const wrong: Keg = ${keg.replace('1n', '1')};`;
      const errors = compileErrors(PROJECT, file, `${module}\n${uses}`, join(PROJECT, 'tsconfig.json'));
      expect(errors).toEqual([expect.stringContaining("'number' is not assignable to type 'bigint'")]);
    },
    60_000,
  );
});

describe('a schema in a generated module', () => {
  it('is the text of its file to the last character', () => {
    const nasty = fc.constantFrom(
      '`',
      '\\',
      '${',
      '$',
      '{',
      '\r\n',
      '\r',
      '\u2028',
      '\ufeff',
      '\u0000',
      '\u202e',
      '😀',
      '\ud800',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 10 })), { maxLength: 10 }),
        (parts) => {
          const text = parts.join('');
          const literal = textLiteral(text);
          expect(evaluated(literal)).toBe(text);
          expect(literal).not.toMatch(/[\r\u2028\u2029\ufeff\u202a-\u202e\p{Cs}]/u);
        },
      ),
    );
  });

  it('can be read by a person', () => {
    expect(textLiteral('{\n  "a": "ü"\n}\n')).toBe('`{\n  "a": "ü"\n}\n`');
  });
});

function schemaWith(field: object): string {
  return JSON.stringify({ type: 'object', properties: { field }, additionalProperties: false });
}

/** The value of `versions: […]` in a generated module. */
function versionsIn(module: string): unknown {
  const start = module.indexOf('versions: ') + 'versions: '.length;
  return evaluated(module.slice(start, module.lastIndexOf('],') + 1));
}

function evaluated(source: string): unknown {
  return new Function(`return ${source}`)();
}
