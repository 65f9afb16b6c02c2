import { InputProblem, RefusedEvent } from '../../producer/index.ts';
import type { EventMaker, TypedEvent } from './make-events.ts';
import type { Row } from './row.ts';

export interface SendRowsDeps {
  readonly rows: AsyncIterable<Row>;
  readonly maker: EventMaker;
  readonly send: (event: TypedEvent) => Promise<void>;
  /** Goes on after bad lines. */
  readonly skipBad: boolean;
  /** Told of each bad line. */
  readonly onBad: (line: number, why: string) => void;
  /** Told after each row how many were good. */
  readonly onGood: (good: number) => void;
}

export interface RowCounts {
  readonly good: number;
  readonly bad: number;
}

/** Sends what rows hold, in their order, up to the first bad one or all good ones. @throws what `send` throws but RefusedEvent */
export async function sendRows({ rows, maker, send, skipBad, onBad, onGood }: SendRowsDeps): Promise<RowCounts> {
  let good = 0;
  let bad = 0;
  for await (const row of rows) {
    try {
      await send(maker.eventOf(row));
      good += 1;
      onGood(good);
    } catch (error) {
      if (!(error instanceof InputProblem || error instanceof RefusedEvent)) throw error;
      bad += 1;
      onBad(row.line, error.message);
      if (!skipBad) break;
    }
  }
  return { good, bad };
}
