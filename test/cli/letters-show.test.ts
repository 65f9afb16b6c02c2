import { describe, expect, it } from 'vitest';
import type { DecodedPayload, Letters } from '../../src/client/index.ts';
import { archivedLetter, lateLetter, lettersWorld, rejectedLetter } from '../client/letters-world.ts';
import { runCli } from './fake-session.ts';

const world = lettersWorld();
const EVENT: DecodedPayload = { kind: 'event', eventType: 'sale', event: { shop: 'north', cents: 2n ** 60n } };
const MESSAGE_ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** The letters of the local AWS, whose bytes decode to `decoded`. */
function cli(line: string, decoded: DecodedPayload = EVENT) {
  const letters: Letters = { ...world().letters, decode: async () => decoded };
  return runCli(line, { letters });
}

describe('millrace dlq show', () => {
  it('shows all of a letter, and the event', async () => {
    await world().put('dlq', rejectedLetter(7, { schemaVersionId: '0f1e2d3c-4b5a-4697-8877-665544332211' }));
    const { exitCode, out } = await cli('dlq show shops letter-07');
    expect(exitCode).toBe(0);
    const stable = out.map((line) => line.replace(MESSAGE_ID, '<id>').replace(/sent \S+,/, 'sent <time>,'));
    expect(stable.join('\n')).toBe(
      `
letter          letter-07
message         <id>, sent <time>, received 1 time
reason          INVALID_EVENT
what was wrong  field "cents" must be a number, got "7"
failed          2026-11-22T10:07:00Z, first 2026-11-22T10:06:59Z
attempts        1, by code 3f2c91ab
stream          sales, made 1970-01-01T00:00:00.001Z
shard           shardId-000000000000
position        0041007
partition key   north
arrived         2026-11-22T10:06:58Z
schema version  <id>
payload         10 bytes

event of type sale
{
  "shop": "north",
  "cents": "1152921504606846976"
}
`.trim(),
    );
  });

  it('names the windows of a late one', async () => {
    await world().put('late', lateLetter(1, ['TOO_LATE', 'STATE_EXPIRED']));
    const { out } = await cli('late show shops letter-01');
    expect(out).toEqual(
      expect.arrayContaining([
        'reason          TOO_LATE',
        'event time      2026-11-22T05:01:00Z',
        'window          hourly 2026-11-22T05:00:00Z, TOO_LATE',
        'window          hourly 2026-11-22T05:00:00Z, STATE_EXPIRED',
      ]),
    );
  });

  it('shows JSON that is no event, with what is wrong', async () => {
    await world().put('dlq', rejectedLetter(1));
    const { out } = await cli('dlq show shops letter-01', { kind: 'json', value: { sale: 1 }, problem: 'no "type"' });
    expect(out.slice(-2)).toEqual(['JSON that is no event: no "type"', '{\n  "sale": 1\n}']);
  });

  it('shows the first bytes of what is neither', async () => {
    await world().put('dlq', rejectedLetter(1, { payload: Buffer.alloc(300, 'a\n').toString('base64') }));
    const { out } = await cli('dlq show shops letter-01', { kind: 'bytes', problem: 'it is nothing' });
    const line = '61 0a 61 0a 61 0a 61 0a 61 0a 61 0a 61 0a 61 0a  a.a.a.a.a.a.a.a.';
    const at = out.indexOf('no event: it is nothing');
    expect(out.slice(at + 1, at + 3)).toEqual([`000000  ${line}`, `000010  ${line}`]);
    expect(out.slice(at + 1)).toHaveLength(16 + 1);
    expect(out.at(-1)).toBe('… 44 more bytes: --raw writes all');
  });

  it('shows the events of a packed record', async () => {
    await world().put('dlq', rejectedLetter(1));
    const broken: DecodedPayload = { kind: 'bytes', problem: 'broken' };
    const { out } = await cli('dlq show shops letter-01', {
      kind: 'packed',
      events: [EVENT, ...Array(11).fill(broken)],
    });
    const at = out.indexOf('12 events packed in one record');
    expect(out.slice(at + 1, at + 3)).toEqual([
      '  0  sale {"shop":"north","cents":"1152921504606846976"}',
      '  1  {"kind":"bytes","problem":"broken"}',
    ]);
    expect(out.at(-1)).toBe('… 2 more: --json shows all');
  });

  it('writes one JSON object', async () => {
    await world().put('dlq', rejectedLetter(1));
    const { out } = await cli('dlq show shops letter-01 --json');
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0] ?? '')).toEqual({
      messageId: expect.stringMatching(MESSAGE_ID),
      sent: expect.stringMatching(/^\d{4}-/),
      receives: 1,
      reason: 'INVALID_EVENT',
      message: 'field "cents" must be a number, got "1"',
      letter: rejectedLetter(1),
      bytes: 10,
      decoded: { kind: 'event', eventType: 'sale', event: { shop: 'north', cents: '1152921504606846976' } },
    });
  });

  it('writes the bytes alone with --raw, also of the archive', async () => {
    const { put, archived } = world();
    await put('dlq', rejectedLetter(1), archivedLetter(2, 3), 'hello');
    archived.set('letters/2', Buffer.of(0, 255, 7));
    expect((await cli('dlq show shops letter-01 --raw')).bytes.toString()).toBe('{"sale":1}');
    expect(await cli('dlq show shops letter-02 --raw')).toMatchObject({ out: [], bytes: Buffer.of(0, 255, 7) });
    const unreadable = (await world().letters.list('dlq', { reason: 'UNREADABLE' })).letters[0]?.messageId;
    expect((await cli(`dlq show shops ${unreadable} --raw`)).bytes.toString()).toBe('hello');
    expect((await cli(`dlq show shops ${unreadable}`)).out.at(-1)).toMatch(/^000000 {2}68 65 6c 6c 6f .* hello$/);
    expect(JSON.parse((await cli(`dlq show shops ${unreadable} --json`)).out[0] ?? '')).toMatchObject({
      letter: null,
      body: 'hello',
    });
  });

  it('shows the rest where the archive has the record no more', async () => {
    await world().put('dlq', archivedLetter(1, 3_000_000));
    const { out } = await cli('dlq show shops letter-01');
    expect(out.slice(-2)).toEqual([
      'archived        s3://letters-of-tests/letters/1',
      'payload         gone: the archive has it no more',
    ]);
    expect(await cli('dlq show shops letter-01 --raw')).toMatchObject({
      exitCode: 1,
      said: ['the archive has the record no more: there is no s3://letters-of-tests/letters/1'],
    });
  });

  it('says which letters there are where none is meant', async () => {
    expect(await cli('dlq show shops nothing')).toMatchObject({
      exitCode: 1,
      said: ['no letter "nothing" among the 0 that were looked at; ids are listed by ls --all'],
    });
  });
});
