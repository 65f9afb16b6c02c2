import { describe, expect, it } from 'vitest';
import type { DeadLetter } from '../../src/codecs/dead-letter.ts';
import { letterBody, makeLetterWriter, withArchived } from '../../src/codecs/letter-writer.ts';
import { parseLetter } from '../../src/codecs/parse-letter.ts';
import { encodePosition } from '../../src/engine/position.ts';
import { rejected, tooLate } from '../contracts/dead-letters-contract.ts';
import { codeBlocks, tableRows } from '../docs/markdown.ts';
import { LETTER_MEMBERS, letterIn, REJECT_REASONS, schemaProblems } from '../support/dead-letter-messages.ts';
import { fc } from '../support/fast-check.ts';

const writer = makeLetterWriter({ pipeline: 'flights', codeVersion: 'f00', nonce: () => 'nonce', nowMs: () => 1_700 });
const LETTER = writer.rejected(rejected(1));
const LATE = writer.tooLate(tooLate(1));
const ARCHIVED = withArchived(LETTER, { bucket: 'archive', key: 'letters/x', bytes: 3_000_000 });

describe('a letter', () => {
  it.each([
    ['about a rejected record', LETTER],
    ['about one too late', LATE],
    ['whose payload is archived', ARCHIVED],
  ])('%s is read as it was written, and is one by the published schema', (_what, letter) => {
    expect(letterIn({ Body: letterBody(letter) })).toEqual(letter);
  });

  it('is read as it was written, whatever the record', () => {
    const place = fc.record({
      sequenceNumber: fc.bigInt({ min: 0n, max: 10n ** 129n - 1n }).map(String),
      inRecord: fc.option(fc.nat({ max: 9_999_999 }), { nil: undefined }),
    });
    const given = fc.record({
      partitionKey: fc.string({ unit: 'binary' }),
      arrivalMs: fc.nat(),
      data: fc.uint8Array(),
      reason: fc.constantFrom(...REJECT_REASONS),
      message: fc.string({ unit: 'binary' }),
      attempts: fc.integer({ min: 1, max: 1_000 }),
    });
    fc.assert(
      fc.property(place, given, ({ sequenceNumber, inRecord }, { data, partitionKey, arrivalMs, ...cause }) => {
        const { lane } = rejected(1).record;
        const dataBase64 = Buffer.from(data).toString('base64');
        const record = { lane, sequenceNumber, partitionKey, arrivalMs, dataBase64 };
        const letter = writer.rejected({ record, position: encodePosition(sequenceNumber, inRecord), ...cause });
        expect(letterIn({ Body: letterBody(letter) })).toEqual(letter);
      }),
      { numRuns: 50 },
    );
  });

  it('of a later writer may have members that this reader does not know', () => {
    const body = JSON.stringify({ ...LETTER, colour: 'red', stream: { ...LETTER.stream, region: 'us-east-1' } });
    expect(parseLetter(body)).toEqual(LETTER);
  });

  it('may be without what is optional', () => {
    const { codeVersion: _, ...letter } = LETTER;
    expect(letterIn({ Body: JSON.stringify(letter) })).toEqual(letter);
  });

  it('has a published schema that knows each reason, as its reader does', () => {
    const asked = parseLetter(JSON.stringify({ ...LETTER, reason: 'NO_REASON' }));
    expect(asked).toBe(`reason must be one of ${REJECT_REASONS.join(', ')}, got "NO_REASON"`);
  });
});

/** What a person is told, and what is wrong by the schema as well; places in the shard alone are beyond what a schema can say. */
const WRONG: readonly (readonly [problem: string, change: object, bySchema?: false])[] = [
  ['version must be 1, got 2', { version: 2 }],
  ['version must be a whole number, got nothing', { version: undefined }],
  ['id must be a text of at least one character, got ""', { id: '' }],
  ['id must be a text, got 7', { id: 7 }],
  ['pipeline must be a text, got null', { pipeline: null }],
  ['stream must be a JSON object, got "flights"', { stream: 'flights' }],
  ['stream.createdMs must be a whole number, got "1"', { stream: { name: 'flights', createdMs: '1' } }],
  ['shardId must be a text of at least one character, got ""', { shardId: '' }],
  ['sequenceNumber must be up to 129 digits, got "007"', { sequenceNumber: '007' }],
  [
    'position must be 0017, and / with seven digits for an event inside a packed record, got "0018"',
    { sequenceNumber: '7', position: '0018' },
    false,
  ],
  [
    'position must be 0017, and / with seven digits for an event inside a packed record, got "0017/1"',
    { sequenceNumber: '7', position: '0017/1' },
  ],
  ['partitionKey must be a text, got nothing', { partitionKey: undefined }],
  ['arrivalMs must be a whole number, got 1.5', { arrivalMs: 1.5 }],
  ['attempts must be a whole number from 1 up, got 0', { attempts: 0 }],
  ['firstFailedMs must be a whole number, got nothing', { firstFailedMs: undefined }],
  ['lastFailedMs must be a whole number, got true', { lastFailedMs: true }],
  ['codeVersion must be a text of at least one character, got ""', { codeVersion: '' }],
  ['schemaVersionId must be a UUID in lower case, got "latest"', { schemaVersionId: 'latest' }],
  ['payload must be base64, got "????"', { payload: '????' }],
  ['payload must be base64, got "YQ"', { payload: 'YQ' }, false],
  ['payload must be given or archived, one of them, got nothing', { payload: undefined }],
  [
    'payload must be given or archived, one of them, got "eyJicm9rZW4iOiAx"',
    { archived: { bucket: 'b', key: 'k', bytes: 1 } },
  ],
  [
    'archived.bytes must be a whole number from 0 up, got -1',
    { payload: undefined, archived: { bucket: 'b', key: 'k', bytes: -1 } },
  ],
  [
    'archived.key must be a text of at least one character, got ""',
    { payload: undefined, archived: { bucket: 'b', key: '', bytes: 1 } },
  ],
  ['kind must be one of rejected, tooLate, got "lost"', { kind: 'lost' }],
  ['message must be a text, got nothing', { message: undefined }],
  ['eventTimeMs must be a whole number, got nothing', { kind: 'tooLate' }],
  ['windows must be a list of at least one object, got []', { ...LATE, windows: [] }],
  [
    'windows[0].reason must be one of TOO_LATE, STATE_EXPIRED, got nothing',
    { ...LATE, windows: [{ aggregation: 'a', windowStartMs: 1 }] },
  ],
  ['windows[1] must be a JSON object, got null', { ...LATE, windows: [tooLate(1).windows[0], null] }],
];

describe('what is no letter', () => {
  const wrong = WRONG.map(([problem, change, bySchema = true]) => ({ problem, change, bySchema }));
  it.each(wrong)('$problem', ({ problem, change, bySchema }) => {
    const broken: object = JSON.parse(JSON.stringify({ ...LETTER, ...change }));
    expect(parseLetter(JSON.stringify(broken))).toBe(problem);
    expect(schemaProblems(broken).length > 0).toBe(bySchema);
  });

  it.each([
    ['', 'the text must be a JSON object: Unexpected end of JSON input'],
    ['[]', 'the text must be a JSON object, got []'],
    ['"text"', 'the text must be a JSON object, got "text"'],
    ['null', 'the text must be a JSON object, got null'],
    ['{}', 'version must be a whole number, got nothing'],
    [JSON.stringify({ version: 'x'.repeat(100) }), `version must be a whole number, got "${'x'.repeat(59)}…`],
  ])('is told of %s', (body, problem) => {
    expect(parseLetter(body)).toBe(problem);
  });

  it('never throws, whatever the text', () => {
    const members = fc.constantFrom(...Object.keys(LETTER), ...Object.keys(LATE), 'archived');
    const changes = fc.array(fc.tuple(members, fc.jsonValue()), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom<DeadLetter>(LETTER, LATE, ARCHIVED), changes, (letter, changed) => {
        const read = parseLetter(JSON.stringify({ ...letter, ...Object.fromEntries(changed) }));
        expect(['string', 'object']).toContain(typeof read);
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof parseLetter(text) === 'string'));
  });
});

describe('the page about letters', () => {
  const examples = codeBlocks('docs/envelope.md').filter(({ language }) => language === 'json');

  it('shows letters that are some', () => {
    expect(examples.map(({ text }) => letterIn({ Body: text }).kind)).toEqual(['rejected', 'tooLate']);
  });

  it('tells of every member of the schema, and of no other', () => {
    const told = tableRows('docs/envelope.md', 'member').map(([member = '']) => member.replaceAll('`', ''));
    expect(told.sort()).toEqual([...LETTER_MEMBERS].sort());
  });
});
