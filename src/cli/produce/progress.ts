import { SingleBar } from 'cli-progress';

/** Shows how far something has come. */
export interface Progress {
  /** @param doneBytes of the total, where that is known */
  update(doneBytes: number, events: number): void;
  /** Makes room for a line of another kind. */
  clear(): void;
  stop(): void;
}

/** In a pipe it says something after so many events. */
const EVENTS_PER_LINE = 100_000;

/** A bar on a terminal, a line now and then elsewhere. */
export function makeProgress(stream: NodeJS.WriteStream, totalBytes: number | undefined): Progress {
  return stream.isTTY ? barOn(stream, totalBytes) : linesOn(stream);
}

function barOn(stream: NodeJS.WriteStream, totalBytes: number | undefined): Progress {
  const bar = new SingleBar({
    stream,
    format:
      totalBytes === undefined
        ? '{events} events  {duration_formatted}'
        : '{bar} {percentage} %  {events} events  {eta_formatted} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(totalBytes ?? 1, 0, { events: 0 });
  return {
    update(doneBytes, events) {
      bar.update(totalBytes === undefined ? 0 : doneBytes, { events });
    },
    // The bar draws itself again.
    clear: () => void stream.write('\r\u001b[2K'),
    stop: () => bar.stop(),
  };
}

function linesOn(stream: NodeJS.WriteStream): Progress {
  let told = 0;
  return {
    update(_, events) {
      if (events < told + EVENTS_PER_LINE) return;
      told = events - (events % EVENTS_PER_LINE);
      stream.write(`${told} events\n`);
    },
    clear() {},
    stop() {},
  };
}
