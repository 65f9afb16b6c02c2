import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import { runCli, type Script } from '../cli/fake-session.ts';

/** A folder such as people have `pipelines/` in. */
export interface TempProject {
  readonly root: string;
  write(path: string, content: string | Uint8Array): void;
  read(path: string): string;
  /** Runs `npx millrace <line>` in it. */
  millrace(line: string, script?: Script): Promise<Told>;
}

interface Told {
  readonly code: number;
  readonly answer: readonly string[];
  /** What was wrong. */
  readonly said: readonly string[];
  /** The answer, then what was wrong. */
  readonly lines: readonly string[];
  readonly notes: readonly string[];
}

/** For a test file: makes projects, removed after each test. */
export function tempProjects(): () => TempProject {
  const made: string[] = [];
  afterEach(() => {
    for (const root of made.splice(0)) rmSync(root, { recursive: true });
  });
  return () => {
    const root = mkdtempSync(join(tmpdir(), 'millrace-project-'));
    made.push(root);
    return {
      root,
      write(path, content) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), content);
      },
      read: (path) => readFileSync(join(root, path), 'utf8'),
      async millrace(line, script) {
        const { exitCode, out, said, notes } = await runCli(line, { project: root, ...script });
        return { code: exitCode, answer: out, said, lines: [...out, ...said], notes };
      },
    };
  };
}
