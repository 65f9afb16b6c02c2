import pc from 'picocolors';
import type { Output } from './session.ts';

/** Standard output takes the answer, standard error the passing words. */
export function terminalOutput(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Output {
  // `millrace results … | head` closes the pipe early, which is no failure.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  let hasNote = false;
  const clearNote = (): void => {
    if (hasNote) stderr.write('\r\u001b[2K');
    hasNote = false;
  };
  return {
    isTerminal: stdout.isTTY === true,
    line(text) {
      clearNote();
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
  };
}
