import { type EvaluatedBatch, Positions } from '../../../src/engine/batch.ts';
import { type Decoded, type Evaluated, evaluate } from '../../../src/engine/evaluate.ts';
import type { Plan } from '../../../src/engine/plan.ts';
import type { Decision, LaneRun } from '../support/lane-run.ts';
import { noReading } from '../support/readings.ts';
import type { RecordLine } from './parse.ts';

/** Kinesis sequence numbers are this long. */
const FIRST_SEQUENCE_NUMBER = 49n * 10n ** 54n;

/** The batch that these lines stand for, after the pipeline's code ran on it. */
export function transcriptBatch(records: readonly RecordLine[], plan: Plan): EvaluatedBatch {
  return {
    positions: new Positions(records.map(({ number }) => String(FIRST_SEQUENCE_NUMBER + BigInt(number)))),
    evaluated: records.map((record) =>
      evaluate(decoded(record, plan), record.arrivalMs, plan.pipeline.watermark.futureBoundMs),
    ),
  };
}

function decoded({ what, timeMs, line }: RecordLine, plan: Plan): Decoded {
  if (what === '(not readable)') return { kind: 'rejected', rejection: { reason: 'UNDECODABLE', message: 'not JSON' } };
  if (what === '(unwanted type)') return { kind: 'ignored' };
  const route = plan.routes.get('reading');
  const [, keys = '', spam] = /^(.+?)( \(spam\))?$/.exec(what) ?? [];
  if (!route || (keys.startsWith('(') && keys !== '(no key)')) throw new Error(`line ${line}: no such record: ${what}`);
  const list = keys === '(no key)' ? [] : keys.split(', ');
  return { kind: 'event', route, event: { ...noReading, atMs: timeMs, keys: list, flag: spam !== undefined } };
}

/** How each record of a delivery came out, in the words of a transcript. */
export function outcomesOf(lane: LaneRun, batch: EvaluatedBatch, deliver: () => string): string[] {
  const doneBefore = lane.progress.lastPosition;
  const actedBefore = lane.obeyed.length;
  const end = deliver();
  const acted = new Map(lane.obeyed.slice(actedBefore).map(({ position, decision }) => [position, decision]));
  let isContradicted = end === 'contradicted';
  return batch.evaluated.map((evaluated, index) => {
    const position = batch.positions.at(index);
    if (position <= doneBefore) return 'duplicate';
    const decision = acted.get(position);
    if (decision) return outcomeWord(decision, evaluated);
    const word = isContradicted ? 'contradicted' : 'not reached';
    isContradicted = false;
    return word;
  });
}

function outcomeWord(decision: Decision, evaluated: Evaluated): string {
  if (decision !== 'count' && decision.kind === 'rejected') return `rejected ${decision.reason}`;
  if (decision !== 'count' && decision.kind === 'duplicate') return 'sent before';
  if (evaluated.kind !== 'event') return evaluated.kind;
  if (decision === 'count') return evaluated.parts.length === 0 ? 'filtered' : 'counted';
  const isForAll = evaluated.parts.every((part) => decision.aggregations.includes(part.plan.aggregation.name));
  return isForAll ? 'too late' : `too late for ${decision.aggregations.join(', ')}`;
}
