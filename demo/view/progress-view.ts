import { MultiBar } from 'cli-progress';
import pc from 'picocolors';
import { count, instant } from './format.ts';

/** Where a run stands. */
export interface RunState {
  readonly sent: number;
  readonly processed: number;
  readonly watermarkMs: number | null;
  readonly windowsFired: number;
  readonly perSecond: number;
}

export interface ProgressView {
  update(state: RunState): void;
  /** A line that stays, above the bar. */
  line(text: string): void;
  stop(): void;
}

/** A bar on a terminal; elsewhere a line each quarter of the way. */
export function makeProgressView(stream: NodeJS.WriteStream, total: number): ProgressView {
  return stream.isTTY ? barView(stream, total) : plainView(stream, total);
}

function barView(stream: NodeJS.WriteStream, total: number): ProgressView {
  const bars = new MultiBar({
    stream,
    hideCursor: true,
    barsize: 20,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    format: `  ${pc.cyan('{bar}')} {processed} processed, {sent} sent ${pc.dim('· {watermark} · {windows} · {rate}')}`,
  });
  const bar = bars.create(total, 0, payloadOf(START));
  return {
    update: (state) => bar.update(Math.min(state.processed, total), payloadOf(state)),
    line: (text) => bars.log(`${text}\n`),
    stop: () => bars.stop(),
  };
}

function plainView(stream: NodeJS.WriteStream, total: number): ProgressView {
  let quarters = 0;
  const line = (text: string): void => void stream.write(`${text}\n`);
  return {
    update(state) {
      const reached = Math.floor((4 * state.processed) / Math.max(total, 1));
      if (reached <= quarters) return;
      quarters = reached;
      const { processed, sent, watermark, windows, rate } = payloadOf(state);
      line(`  ${processed} processed, ${sent} sent · ${watermark} · ${windows} · ${rate}`);
    },
    line,
    stop() {},
  };
}

const START: RunState = { sent: 0, processed: 0, watermarkMs: null, windowsFired: 0, perSecond: 0 };

function payloadOf({ sent, processed, watermarkMs, windowsFired, perSecond }: RunState) {
  return {
    sent: count(sent),
    processed: count(processed),
    watermark: `watermark ${instant(watermarkMs)}`,
    windows: `${count(windowsFired)} windows fired`,
    rate: `${count(perSecond)} events/s`,
  };
}
