import type { KinesisStreamRecord } from 'aws-lambda';
import type { RecordReader } from '../../src/codecs/record-reader.ts';
import { givenUpRecords, MAX_SILENT_ATTEMPTS } from '../../src/engine/attempts.ts';
import { Positions } from '../../src/engine/batch.ts';
import { type Evaluated, evaluate } from '../../src/engine/evaluate.ts';
import { encodePosition, isInsideRecord, LAST_IN_RECORD, type Position } from '../../src/engine/position.ts';
import type { Progress } from '../../src/engine/progress.ts';
import type { Lane } from '../../src/ports/lane.ts';
import type { LookUpSchema } from '../shared/look-up-schema.ts';
import { EventList, WHOLE_RECORD } from './event-list.ts';
import { arrivalOf, type Batch } from './records.ts';

export interface EvaluateBatchDeps {
  readonly reader: Pick<RecordReader, 'open' | 'decode'>;
  /** Called once an invocation. */
  readonly makeLookUp: () => LookUpSchema;
  readonly futureBoundMs: number;
}

/** No place inside a packed record. */
const ALONE = -1;
const NOTHING_PACKED: Evaluated = { kind: 'ignored' };
const GIVEN_UP: Evaluated = {
  kind: 'rejected',
  rejection: {
    reason: 'PROCESSOR_CRASHED',
    message: `${MAX_SILENT_ATTEMPTS} attempts at this record ended the process, by an exit, by the timeout or for want of memory; it is not opened any more`,
  },
};

/** @param isDecidedOnly user code may run on events that are decided, and on no other */
export type EvaluateBatch = (
  lane: Lane,
  records: readonly KinesisStreamRecord[],
  progress: Progress,
  isDecidedOnly?: boolean,
) => Promise<Batch>;

/**
 * Makes what skips the events that are done and runs all user code on the rest, before anything is decided. A record that was given up is
 * not opened.
 */
export function makeEvaluateBatch({ reader, makeLookUp, futureBoundMs }: EvaluateBatchDeps): EvaluateBatch {
  return async (lane, records, progress, isDecidedOnly = false) => {
    const { lastPosition, decidedThrough } = progress;
    const lookUp = makeLookUp();
    const sequenceNumbers = records.map((record) => record.kinesis.sequenceNumber);
    const ofRecords = new Positions(sequenceNumbers);
    const firstUndecided = ofRecords.firstAfter(decidedThrough);
    const givenUp = givenUpRecords(progress);
    const wasAhead = makeWasAhead(progress);
    const events = new EventList();
    const evaluated: Evaluated[] = [];
    const batch = (heldUp: KinesisStreamRecord | undefined): Batch => {
      const positions = new Positions(sequenceNumbers, events);
      return { lane, records, events, evaluated: { positions, evaluated }, heldUp };
    };

    for (let at = firstLeft(ofRecords, lastPosition); at < records.length; at += 1) {
      const record = records[at];
      if (!record) break;
      if (givenUp.has(record.kinesis.sequenceNumber)) {
        events.add(at, WHOLE_RECORD, LAST_IN_RECORD);
        evaluated.push(GIVEN_UP);
        continue;
      }
      const arrivalMs = arrivalOf(record);
      const opened = reader.open(record.kinesis.data);
      if (typeof opened === 'object') {
        events.add(at, 0, ALONE);
        evaluated.push({ kind: 'rejected', rejection: opened });
        continue;
      }
      if (opened === 0) {
        // It needs a place in the lane, or the lane would never be found empty.
        events.add(at, 0, ALONE);
        evaluated.push(NOTHING_PACKED);
      }
      const isAlone = opened === 'alone';
      const count = isAlone ? 1 : opened;
      const done = isAlone ? 0 : countThrough(lastPosition, record, count);
      const decided = isAlone ? Number(at < firstUndecided) : countThrough(decidedThrough, record, count);
      for (let place = done; place < count; place += 1) {
        if (isDecidedOnly && place >= decided) return batch(record);
        const first = reader.decode(place);
        const decoded = first.kind === 'unknownVersion' ? await lookUp(place, first.versionId) : first;
        if (!decoded) return batch(record);
        const subSequence = isAlone ? ALONE : place === count - 1 ? LAST_IN_RECORD : place;
        // The future bound judges, and what is decided is judged: a narrower bound must not refuse what is to be counted. What it has
        // refused is refused again, to say why.
        const isJudged = place < decided && !wasAhead(record, subSequence);
        const bound = isJudged ? Number.POSITIVE_INFINITY : futureBoundMs;
        events.add(at, place, subSequence);
        evaluated.push(evaluate(decoded, arrivalMs, bound));
      }
    }
    return batch(undefined);
  };
}

/** Says of decided events whether they were rejected because of the future bound. */
function makeWasAhead({ exceptions }: Progress): (record: KinesisStreamRecord, subSequence: number) => boolean {
  const ahead = exceptions.filter((one) => one.kind === 'rejected' && one.reason === 'FUTURE_EVENT_TIME');
  if (ahead.length === 0) return () => false;
  return ({ kinesis }, subSequence) => {
    const at = encodePosition(kinesis.sequenceNumber, subSequence === ALONE ? undefined : subSequence);
    return ahead.some(({ position, through = position }) => position <= at && at <= through);
  };
}

/** Index of the first record that is not done, or not done to its end. */
function firstLeft(ofRecords: Positions, lastPosition: Position): number {
  const after = ofRecords.firstAfter(lastPosition);
  return after > 0 && isInsideRecord(lastPosition) ? after - 1 : after;
}

/** Events of a packed record at or before `position`. */
function countThrough(position: Position, { kinesis }: KinesisStreamRecord, events: number): number {
  const head = `${encodePosition(kinesis.sequenceNumber)}/`;
  if (position < head) return 0;
  if (!position.startsWith(head)) return events;
  const last = Number(position.slice(head.length));
  return last === LAST_IN_RECORD ? events : Math.min(events, last + 1);
}
