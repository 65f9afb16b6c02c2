import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** What functions printed, newest last, kept for people and tests to look at. */
export interface FunctionLogs {
  append(functionName: string, line: string): void;
  /** The last lines of a function; at most 2,000 are kept. */
  read(functionName: string): readonly string[];
}

const LINES_KEPT = 2_000;

/** Keeps the last lines in memory, and all of them in `<dir>/<function>.log` when a folder is given. */
export function makeFunctionLogs(dir?: string): FunctionLogs {
  if (dir !== undefined) mkdirSync(dir, { recursive: true });
  const lines = new Map<string, string[]>();
  return {
    append(functionName, line) {
      const kept = lines.get(functionName) ?? [];
      if (kept.length === 0) lines.set(functionName, kept);
      kept.push(line);
      if (kept.length > 2 * LINES_KEPT) kept.splice(0, kept.length - LINES_KEPT);
      if (dir !== undefined) appendFileSync(join(dir, `${functionName}.log`), `${line}\n`);
    },
    read: (functionName) => (lines.get(functionName) ?? []).slice(-LINES_KEPT),
  };
}
