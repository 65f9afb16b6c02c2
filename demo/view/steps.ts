import pc from 'picocolors';

const LABEL_WIDTH = 14;

/** Tells the steps of a run, one line each. */
export interface Steps {
  /** Runs `work`; its line says how it ended. A terminal shows meanwhile what is being done. */
  run<T>(label: string, work: () => Promise<T>, detail: (outcome: T) => string): Promise<T>;
}

export function makeSteps(stream: NodeJS.WriteStream): Steps {
  return {
    async run(label, work, detail) {
      const text = label.padEnd(LABEL_WIDTH);
      if (stream.isTTY) stream.write(`  ${pc.dim('·')} ${text}`);
      try {
        const outcome = await work();
        if (stream.isTTY) stream.write('\r\u001b[2K');
        stream.write(`  ${pc.green('✔')} ${text}${pc.dim(detail(outcome))}\n`);
        return outcome;
      } catch (error) {
        if (stream.isTTY) stream.write('\r\u001b[2K');
        stream.write(`  ${pc.red('✘')} ${text}\n`);
        throw error;
      }
    },
  };
}
