import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import type { Output } from './session.ts';

/** Where a person reads: the answer, and what went wrong. */
export interface Terminal extends Output {
  /** One line about what went wrong. */
  say(text: string): void;
}

/** Standard output takes the answer, standard error the passing words and what went wrong. */
export function terminalOutput(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Terminal {
  // `millrace results … | head` closes the pipe early, which is no failure.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  let hasNote = false;
  let frameLines = 0;
  const clearNote = (): void => {
    if (hasNote) stderr.write('\r\u001b[2K');
    hasNote = false;
  };
  // A last word stays, and the shell's prompt comes below it.
  process.once('exit', () => {
    if (hasNote) stderr.write('\n');
  });
  return {
    isTerminal: stdout.isTTY === true,
    frame(lines) {
      clearNote();
      // A line that wraps would take more rows than are cleared.
      const shown = stdout.isTTY === true ? lines.map((line) => fitted(line, stdout.columns)) : lines;
      if (frameLines > 0 && stdout.isTTY === true) stdout.write(`\u001b[${frameLines}A\u001b[0J`);
      stdout.write(shown.map((line) => `${line}\n`).join(''));
      frameLines = lines.length;
    },
    line(text) {
      clearNote();
      frameLines = 0;
      stdout.write(`${text}\n`);
    },
    bytes(data) {
      clearNote();
      stdout.write(data);
    },
    note(text) {
      clearNote();
      hasNote = stderr.isTTY === true;
      stderr.write(hasNote ? pc.dim(text) : `${text}\n`);
    },
    say(text) {
      clearNote();
      stderr.write(`millrace: ${text}\n`);
    },
  };
}

/** Colours are lost where a line is cut: its codes have no width. */
function fitted(line: string, columns: number | undefined): string {
  const plain = stripVTControlCharacters(line);
  // Some terminals say 0 where they do not know.
  return !columns || plain.length <= columns ? line : plain.slice(0, columns);
}
