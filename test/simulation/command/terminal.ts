/** Where a command writes: lines, and on a terminal how far it is. */
export interface Terminal {
  /** What it was asked for. */
  line(text: string): void;
  /** What went wrong. */
  problem(text: string): void;
  /** Overwritten by whatever comes next. */
  progress(text: string): void;
}

const CLEAR_LINE = '\r\u001b[K';

/** Progress goes beside the output, and nowhere if nobody watches. */
export function terminalOf(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Terminal {
  let isShown = false;
  const clear = (): void => {
    if (isShown) stderr.write(CLEAR_LINE);
    isShown = false;
  };
  return {
    line: (text) => {
      clear();
      stdout.write(`${text}\n`);
    },
    problem: (text) => {
      clear();
      stderr.write(`${text}\n`);
    },
    progress: (text) => {
      if (!stderr.isTTY) return;
      stderr.write(`${CLEAR_LINE}${text}`);
      isShown = true;
    },
  };
}
