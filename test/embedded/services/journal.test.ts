import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { JournalCorruptError, openKeyValueJournal } from '../../../localstack/embedded/journal.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('key-value journal', () => {
  test('keeps values and deletions over a reopening, without having been closed', () => {
    const before = openKeyValueJournal<{ n: number }>(dir, 'positions');
    before.set('shard-0', { n: 1 });
    before.set('shard-1', { n: 2 });
    before.set('shard-0', { n: 3 });
    before.delete('shard-1');

    const after = openKeyValueJournal<{ n: number }>(dir, 'positions');
    expect([...after.entries()]).toEqual([['shard-0', { n: 3 }]]);
    expect(after.get('shard-1')).toBeUndefined();
  });

  test('drops a last line that a kill cut off, and appends after it correctly', () => {
    openKeyValueJournal<number>(dir, 'j').set('whole', 1);
    appendFileSync(join(dir, 'j.journal'), '["torn",2');

    openKeyValueJournal<number>(dir, 'j').set('next', 3);
    expect([...openKeyValueJournal<number>(dir, 'j').entries()]).toEqual([
      ['whole', 1],
      ['next', 3],
    ]);
  });

  test('names file and line when damaged in the middle', () => {
    writeFileSync(join(dir, 'j.journal'), '["a",1]\nnonsense\n["b",2]\n');
    expect(() => openKeyValueJournal(dir, 'j')).toThrow(JournalCorruptError);
    expect(() => openKeyValueJournal(dir, 'j')).toThrow(/j\.journal is damaged at line 2/);
  });

  test('compacts itself: rewriting one key for ever does not grow the file', () => {
    const journal = openKeyValueJournal<string>(dir, 'j');
    for (let i = 0; i < 5_000; i += 1) journal.set('key', `${i}`.padStart(1_000, '0'));
    expect(statSync(join(dir, 'j.journal')).size).toBeLessThan(1_100_000);
    expect(openKeyValueJournal<string>(dir, 'j').get('key')).toBe('4999'.padStart(1_000, '0'));
  });

  test('without a directory works in memory and leaves no file', () => {
    const journal = openKeyValueJournal<number>(undefined, 'j');
    journal.set('a', 1);
    expect(journal.get('a')).toBe(1);
    expect(() => readFileSync(join(dir, 'j.journal'))).toThrow(/ENOENT/);
  });

  test('equals a Map after any operations and reopenings', () => {
    const operation = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), key: fc.string({ maxLength: 2 }), value: fc.jsonValue() }),
      fc.record({ kind: fc.constant('delete' as const), key: fc.string({ maxLength: 2 }) }),
      fc.record({ kind: fc.constant('reopen' as const) }),
    );
    let run = 0;
    fc.assert(
      fc.property(fc.array(operation), (operations) => {
        run += 1;
        const expected = new Map<string, unknown>();
        let journal = openKeyValueJournal<unknown>(dir, `run-${run}`);
        for (const op of operations) {
          if (op.kind === 'set') {
            expected.set(op.key, op.value);
            journal.set(op.key, op.value);
          } else if (op.kind === 'delete') {
            expected.delete(op.key);
            journal.delete(op.key);
          } else {
            journal.close();
            journal = openKeyValueJournal<unknown>(dir, `run-${run}`);
          }
        }
        const asJson = (entries: Iterable<[string, unknown]>) => JSON.parse(JSON.stringify([...entries]));
        expect(asJson(journal.entries())).toEqual(asJson(expected));
        journal.close();
      }),
    );
  });
});
