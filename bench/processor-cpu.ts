import { batchTexts, LANES } from './reference-load.ts';
import { makeReferenceRun } from './reference-run.ts';
import { type Spread, spread } from './spread.ts';

export interface CpuReport {
  readonly events: number;
  /** Passes of each, in turn. */
  readonly passes: number;
  /** Thousand events a second and core: median, least, most. */
  readonly processor: Spread;
  readonly plainLoop: Spread;
  /** Processor by plain loop, pass by pass. */
  readonly ratio: Spread;
}

interface PlainEvent {
  readonly Records: readonly { readonly kinesis: { readonly data: string } }[];
}

const WINDOW_MS = 60_000;

/** What a handler does that guarantees nothing: parse the event, decode and parse each payload, group into a Map. */
function plainLoop(texts: readonly string[]): number {
  const groups = new Map<string, { count: number; total: number }>();
  for (const text of texts) {
    const event = JSON.parse(text) as PlainEvent;
    for (const { kinesis } of event.Records) {
      const bid = JSON.parse(Buffer.from(kinesis.data, 'base64').toString('utf8'));
      const key = `${bid.auction}|${bid.dateTimeMs - (bid.dateTimeMs % WINDOW_MS)}`;
      const group = groups.get(key);
      if (group) {
        group.count += 1;
        group.total += bid.price;
      } else groups.set(key, { count: 1, total: bid.price });
    }
  }
  return groups.size;
}

/**
 * The processor from event text to counted writes, beside a plain loop over the same texts in the same run: one core, passes in
 * turn, the first two not counted. The instance is warm, as Lambda's are; each pass is of lanes that it has not seen, so nothing is
 * skipped as done.
 */
export async function measureProcessorCpu(batches: number, passes: number): Promise<CpuReport> {
  const texts = Array.from({ length: LANES }, (_, lane) => [...batchTexts(lane, Math.ceil(batches / LANES))]).flat();
  const run = makeReferenceRun();
  const events = texts.length * 1_000;
  const processor: number[] = [];
  const loop: number[] = [];
  for (let pass = -2; pass < passes; pass += 1) {
    const fresh = texts.map((text) => flat(text.replaceAll('shardId-0', `shardId-${pass + 3}`)));
    const loopMs = await timed(() => plainLoop(fresh));
    const processorMs = await timed(async () => {
      for (const text of fresh) await run.process(text);
    });
    if (pass < 0) continue;
    processor.push(events / processorMs);
    loop.push(events / loopMs);
  }
  return {
    events,
    passes,
    processor: spread(processor),
    plainLoop: spread(loop),
    ratio: spread(processor.map((rate, pass) => rate / (loop[pass] ?? Number.NaN))),
  };
}

/** The same text in one piece: what replacing leaves in pieces is otherwise joined by whoever reads it first. */
export function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/** Processor time in milliseconds, garbage collection included: unlike wall time it does not see other processes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}
