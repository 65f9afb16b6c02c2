import { createHash } from 'node:crypto';
import { makeJsonDecoder } from '../../src/codecs/json-decoder.ts';
import { apply, type Partial } from '../../src/engine/apply.ts';
import { type EvaluatedBatch, Positions } from '../../src/engine/batch.ts';
import { contribute } from '../../src/engine/contribute.ts';
import { decide } from '../../src/engine/decide.ts';
import { type Evaluated, evaluate } from '../../src/engine/evaluate.ts';
import type { Pipeline } from '../../src/engine/index.ts';
import { mergePartials, resultsOf } from '../../src/engine/merge.ts';
import { type AggregationPlan, type Plan, planOf } from '../../src/engine/plan.ts';
import { addCounts, type Counts, NO_COUNTS, NO_PROGRESS, type Progress } from '../../src/engine/progress.ts';
import { decodeRecord } from '../support/decode-record.ts';

/** When the records of these tests reach the stream: after all that they tell of. */
const ARRIVAL_MS = Date.UTC(2026, 6, 1);

/** What a pipeline makes of one record's text. */
export function evaluator(plan: Plan): (data: string) => Evaluated {
  const { records } = plan.pipeline;
  const decode = decodeRecord(makeJsonDecoder(plan, records.format === 'json' ? records : {}));
  const { futureBoundMs } = plan.pipeline.watermark;
  return (data) => evaluate(decode(Buffer.from(data).toString('base64')), ARRIVAL_MS, futureBoundMs);
}

/** The results of one lane's records, `<aggregation> <window's start> <key>` → measures, and how the records came out. */
interface LaneRun {
  readonly results: Readonly<Record<string, unknown>>;
  readonly counts: Counts;
}

/** Runs records through one lane of a pipeline, from text to merged results, without anything stored in between. */
export function runLane(pipeline: Pipeline, lines: readonly string[]): LaneRun {
  const plan = planOf(pipeline);
  const batch: EvaluatedBatch = {
    positions: new Positions(lines.map((_line, index) => String(index + 1))),
    evaluated: lines.map(evaluator(plan)),
  };
  const held = new Map<string, { plan: AggregationPlan; windowStartMs: number; partial: Partial }>();
  let counts = NO_COUNTS;
  let progress: Progress = NO_PROGRESS;
  for (let from = 0; from < lines.length; ) {
    const decisions = decide(pipeline.watermark, progress, batch, from);
    const contributions = contribute(plan.aggregations, batch, decisions);
    for (const bucket of contributions.buckets) {
      const name = `${bucket.plan.aggregation.name} ${bucket.windowStartMs} ${bucket.slot}`;
      const partial = apply(held.get(name)?.partial, bucket, batch.positions);
      if (partial) held.set(name, { plan: bucket.plan, windowStartMs: bucket.windowStartMs, partial });
    }
    counts = addCounts(counts, contributions.counts);
    progress = { ...decisions.next, lastPosition: decisions.next.decidedThrough, exceptions: [] };
    from = decisions.end;
  }
  const rows = [...held.values()].flatMap(({ plan: aggregation, windowStartMs, partial }) =>
    resultsOf(aggregation, mergePartials(aggregation, [partial])).map(({ key, measures }): [string, unknown] => [
      `${aggregation.aggregation.name} ${new Date(windowStartMs).toISOString().slice(0, 16)} ${key}`,
      measures,
    ]),
  );
  return { results: Object.fromEntries(rows), counts };
}

/**
 * The lane that Kinesis puts a partition key in, of `lanes` that share the hash keys evenly: by the key's MD5 (Kinesis API reference,
 * PutRecord).
 */
function laneOf(partitionKey: string, lanes: number): number {
  const start = createHash('md5').update(partitionKey).digest().readUInt32BE(0);
  return Math.floor((start / 2 ** 32) * lanes);
}

/** A record as a pipeline's source gives it. */
export interface SourceRecord {
  readonly id: string;
  readonly partitionKey: string;
  readonly data: string;
  readonly eventTimeMs: number;
}

export async function collect(records: AsyncIterable<SourceRecord>): Promise<SourceRecord[]> {
  const collected: SourceRecord[] = [];
  for await (const record of records) collected.push(record);
  return collected;
}

/** How all records come out of `lanes` lanes. */
export function countsOf(pipeline: Pipeline, records: readonly SourceRecord[], lanes: number): Counts {
  return [...Array(lanes).keys()]
    .map((lane) => records.filter((record) => laneOf(record.partitionKey, lanes) === lane).map((record) => record.data))
    .map((lines) => runLane(pipeline, lines).counts)
    .reduce(addCounts);
}
