import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { archivedLetter, idOf, lateLetter, lettersWorld, rejectedLetter } from '../client/letters-world.ts';
import { runCli, type Script } from './fake-session.ts';

const world = lettersWorld();
const cli = (line: string, script: Script = {}) => runCli(line, { letters: world().letters, ...script });
const crash = { reason: 'PROCESSOR_CRASHED', message: 'its processing ended the process four times' } as const;

async function sixLetters(): Promise<void> {
  await world().put('dlq', ...[1, 2, 3, 4].map((n) => rejectedLetter(n)), rejectedLetter(5, crash));
  await world().put('dlq', rejectedLetter(6, { ...crash, message: `two lines\nand ${'long '.repeat(20)}` }));
}

function plain(lines: readonly string[]): string[] {
  return stripVTControlCharacters(lines.join('\n'))
    .split('\n')
    .map((line) => line.trimEnd());
}

describe('millrace dlq ls', () => {
  it('shows letters by reason in a table on a terminal', async () => {
    await sixLetters();
    const { exitCode, out, notes } = await cli('dlq ls shops', { isTerminal: true });
    expect({ exitCode, notes }).toEqual({ exitCode: 0, notes: [] });
    expect(plain(out)).toEqual([
      'reason             letters  oldest                newest                example   what was wrong',
      'INVALID_EVENT            4  2026-11-22T10:01:00Z  2026-11-22T10:04:00Z  letter-0  field "cents" must be a number, got "4"',
      'PROCESSOR_CRASHED        2  2026-11-22T10:05:00Z  2026-11-22T10:06:00Z  letter-0  two lines and long long long long long long long long long …',
    ]);
  });

  it('writes tab-separated lines into a pipe, values in full', async () => {
    await sixLetters();
    const { out } = await cli('dlq ls shops --reason PROCESSOR_CRASHED --since 2026-11-22T10:05:30');
    expect(out.map((line) => line.split('\t'))).toEqual([
      ['reason', 'letters', 'oldest', 'newest', 'example', 'what was wrong'],
      [
        'PROCESSOR_CRASHED',
        '1',
        '2026-11-22T10:06:00Z',
        '2026-11-22T10:06:00Z',
        'letter-06',
        `two lines and ${'long '.repeat(20)}`,
      ],
    ]);
  });

  it('writes one JSON object a reason', async () => {
    await sixLetters();
    const { out } = await cli('dlq ls shops --json', { isTerminal: true });
    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        reason: 'INVALID_EVENT',
        count: 4,
        oldest: '2026-11-22T10:01:00Z',
        newest: '2026-11-22T10:04:00Z',
        example: {
          id: 'letter-04',
          messageId: expect.any(String),
          position: rejectedLetter(4).position,
          message: 'field "cents" must be a number, got "4"',
        },
      },
      expect.objectContaining({ reason: 'PROCESSOR_CRASHED', count: 2 }),
    ]);
  });

  it('lists each letter with --all, also a message that is none', async () => {
    await world().put('dlq', rejectedLetter(1), 'hello');
    const { out } = await cli('dlq ls shops --all', { isTerminal: true });
    const [titles = '', first = '', second = ''] = plain(out);
    expect(titles).toMatch(/^id {8}reason {9}failed {16}partition key {2}what was wrong$/);
    expect(first).toBe(
      'letter-0  INVALID_EVENT  2026-11-22T10:01:00Z  north          field "cents" must be a number, got "1"',
    );
    expect(second).toMatch(/^[0-9a-f]{8} {2}UNREADABLE .* the text must be a JSON object/);
    expect((await cli('dlq ls shops --all')).out[1]).toBe(
      'letter-01\tINVALID_EVENT\t2026-11-22T10:01:00Z\tnorth\tfield "cents" must be a number, got "1"',
    );
  });

  it('writes each letter as JSON, without its bytes', async () => {
    await world().put('dlq', archivedLetter(1, 3_000_000));
    const { out } = await cli('dlq ls shops --all --json');
    const { archived, ...letter } = {
      archived: { bucket: 'letters-of-tests', key: 'letters/1', bytes: 3_000_000 },
      ...rejectedLetter(1),
    };
    const { payload: _payload, ...text } = letter;
    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        id: idOf(1),
        messageId: expect.any(String),
        reason: 'INVALID_EVENT',
        message: text.message,
        failed: '2026-11-22T10:01:00Z',
        sent: expect.stringMatching(/^\d{4}-/),
        receives: 1,
        letter: { ...text, archived },
      },
    ]);
  });

  it('keeps what a sender wrote from moving the cursor', async () => {
    await world().put('dlq', rejectedLetter(1, { message: 'a\u001b[2Jb', partitionKey: 'x\ty\u202ez' }));
    const { out } = await cli('dlq ls shops --all');
    expect(out[1]?.split('\t').slice(3)).toEqual(['x y z', 'a [2Jb']);
  });

  it('exits with 3 where it is told to fail if there are any', async () => {
    expect(await cli('dlq ls shops --fail-if-any')).toMatchObject({ exitCode: 0, said: [] });
    await world().put('dlq', rejectedLetter(1));
    expect(await cli('dlq ls shops --fail-if-any')).toMatchObject({
      exitCode: 3,
      said: [],
      out: [expect.anything(), expect.anything()],
    });
    expect(await cli('dlq ls shops --fail-if-any --reason UNDECODABLE')).toMatchObject({ exitCode: 0, said: [] });
  });

  it('says so where there is nothing, or not all was seen', async () => {
    expect(await cli('dlq ls shops')).toMatchObject({ out: [], notes: ['no letters in the dead-letter queue'] });
    await world().put('dlq', rejectedLetter(1), rejectedLetter(2));
    expect(await cli('dlq ls shops --reason UNDECODABLE')).toMatchObject({
      out: [],
      notes: ['none of 2 letters is of that kind'],
    });
    expect((await cli('dlq ls shops --limit 1')).notes).toEqual([
      'looked at 1 of about 2 letters: --limit looks at more, others are held by somebody else',
    ]);
  });
});

describe('millrace late ls', () => {
  it('tells letters whose windows have all expired from the others', async () => {
    await world().put('late', lateLetter(1), lateLetter(2, ['STATE_EXPIRED']), lateLetter(3));
    const { out } = await cli('late ls shops');
    expect(out.slice(1).map((line) => line.split('\t').slice(0, 2))).toEqual([
      ['TOO_LATE', '2'],
      ['STATE_EXPIRED', '1'],
    ]);
  });
});
