import { createHash } from 'node:crypto';
import type { OtherSchema, SourceRecord } from '../../demo/demos/demo.ts';
import { encodeRecords } from '../../demo/encode.ts';
import type { SentRecord } from '../../demo/verifier/evidence.ts';
import { formats } from '../../src/codecs/formats.ts';
import { makeEventDecoder } from '../../src/codecs/make-event-decoder.ts';
import { makeRecordReader } from '../../src/codecs/record-reader.ts';
import { apply, type Partial } from '../../src/engine/apply.ts';
import { type EvaluatedBatch, Positions } from '../../src/engine/batch.ts';
import { contribute } from '../../src/engine/contribute.ts';
import { decide } from '../../src/engine/decide.ts';
import { type Decoded, type Evaluated, evaluate } from '../../src/engine/evaluate.ts';
import type { Pipeline } from '../../src/engine/index.ts';
import { mergePartials, resultsOf } from '../../src/engine/merge.ts';
import { registryNameOf } from '../../src/engine/pipeline.ts';
import { type AggregationPlan, planOf } from '../../src/engine/plan.ts';
import { addCounts, type Counts, NO_COUNTS, NO_PROGRESS, type Progress } from '../../src/engine/progress.ts';
import { catalog, versionIdsOf } from '../support/versioned-catalog.ts';

/** When the records of these tests reach the stream: after all that they tell of. */
const ARRIVAL_MS = Date.UTC(2026, 6, 1);

/** Records of a source as the stream holds them. */
export function encoded(
  pipeline: Pipeline,
  records: readonly SourceRecord[],
  otherSchemas: readonly OtherSchema[] = [],
): Promise<SentRecord[]> {
  const register = async () => new Map(otherSchemas.map((schema, index) => [schema.name, otherVersionId(index)]));
  const site = { sender: { schemas: catalog }, registry: { register } };
  return encodeRecords({ pipeline, otherSchemas }, records, site);
}

/** What a pipeline makes of one record, base64. */
export function evaluator(
  pipeline: Pipeline,
  otherSchemas: readonly OtherSchema[] = [],
): (record: Pick<SentRecord, 'data'>) => Evaluated {
  const reader = makeRecordReader(makeEventDecoder(planOf(pipeline), formats, versionIdsOf(pipeline)));
  for (const [index, { name, format, definition }] of otherSchemas.entries()) {
    const registryName = registryNameOf(pipeline);
    reader.learn({
      versionId: otherVersionId(index),
      registryName,
      schemaName: name,
      versionNumber: 1,
      format,
      definition,
    });
  }
  const decode = (data: string): Decoded => {
    const opened = reader.open(data);
    if (typeof opened === 'object') return { kind: 'rejected', rejection: opened };
    const decoded = reader.decode(0);
    if (decoded.kind !== 'unknownVersion') return decoded;
    return { kind: 'rejected', rejection: { reason: 'UNKNOWN_SCHEMA', message: decoded.versionId } };
  };
  return ({ data }) => evaluate(decode(data), ARRIVAL_MS, pipeline.watermark.futureBoundMs);
}

function otherVersionId(index: number): string {
  return `ffffffff-0000-4000-8000-00000000000${index}`;
}

/** The results of one lane's records, `<aggregation> <window's start> <key>` → measures, and how the records came out. */
interface LaneRun {
  readonly results: Readonly<Record<string, unknown>>;
  readonly counts: Counts;
}

/** Runs records through one lane of a pipeline, from bytes to merged results, without anything stored in between. */
export function runLane(
  pipeline: Pipeline,
  records: readonly SentRecord[],
  otherSchemas: readonly OtherSchema[] = [],
): LaneRun {
  const plan = planOf(pipeline);
  const batch: EvaluatedBatch = {
    positions: new Positions(records.map((_record, index) => String(index + 1))),
    evaluated: records.map(evaluator(pipeline, otherSchemas)),
  };
  const held = new Map<string, { plan: AggregationPlan; windowStartMs: number; partial: Partial }>();
  let counts = NO_COUNTS;
  let progress: Progress = NO_PROGRESS;
  for (let from = 0; from < records.length; ) {
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

export async function collect<R>(records: AsyncIterable<R>): Promise<R[]> {
  const collected: R[] = [];
  for await (const record of records) collected.push(record);
  return collected;
}

/** How all records come out of `lanes` lanes. */
export function countsOf(
  pipeline: Pipeline,
  records: readonly SentRecord[],
  lanes: number,
  otherSchemas: readonly OtherSchema[] = [],
): Counts {
  return [...Array(lanes).keys()]
    .map((lane) => records.filter((record) => laneOf(record.partitionKey, lanes) === lane))
    .map((ofLane) => runLane(pipeline, ofLane, otherSchemas).counts)
    .reduce(addCounts);
}
