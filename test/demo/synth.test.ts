import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hashOf } from '../../demo/input-hash.ts';

const root = mkdtempSync(join(tmpdir(), 'millrace-hash-'));
afterAll(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

describe('what a synthesized template is remembered by', () => {
  const hash = (parameters: readonly string[] = []) => hashOf(root, ['src', 'cdk.json', 'absent'], parameters);

  it('is every input: its path, its text, and the parameters', () => {
    write('src/a.ts', 'a');
    write('src/deep/b.ts', 'b');
    write('cdk.json', '{}');
    write('README.md', 'not an input');
    const first = hash();
    const others = new Set<string>([first]);
    const expectAnother = (): void => {
      const next = hash();
      expect(others).not.toContain(next);
      others.add(next);
    };

    write('src/deep/b.ts', 'B');
    expectAnother();
    write('src/deep/c.ts', '');
    expectAnother();
    rmSync(join(root, 'src/a.ts'));
    expectAnother();
    write('cdk.json', '{ }');
    expectAnother();
    write('absent', 'here now');
    expectAnother();
    expect(others).not.toContain(hash(['shards=2']));

    rmSync(join(root, 'absent'));
    rmSync(join(root, 'src/deep/c.ts'));
    write('src/a.ts', 'a');
    write('src/deep/b.ts', 'b');
    write('cdk.json', '{}');
    write('README.md', 'changed');
    expect(hash()).toBe(first);
  });

  it('is not fooled by text that moves from one file to the next', () => {
    write('src/a.ts', 'xy');
    write('src/deep/b.ts', 'z');
    const before = hash();
    write('src/a.ts', 'x');
    write('src/deep/b.ts', 'yz');
    expect(hash()).not.toBe(before);
  });
});
