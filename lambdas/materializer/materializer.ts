import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { parseTask } from '../../src/codecs/task-message.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { MaterializeTask } from '../../src/ports/task-queue.ts';
import type { Telemetry } from '../../src/ports/telemetry.ts';
import { type InvocationTime, makeDeadline } from '../shared/deadline.ts';
import type { Log } from '../shared/log.ts';
import type { Materialized } from './materialize-window.ts';
import { makeTaskMeter, type TaskMeter } from './task-meter.ts';

export interface MaterializerDeps {
  /** Throws where this code must not merge the stored state. */
  readonly requireSameMeaning: () => Promise<void>;
  readonly materialize: (task: MaterializeTask, isTimeUp: () => boolean) => Promise<Materialized | null>;
  readonly telemetry: Telemetry;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Log;
}

/**
 * Works through a batch of tasks; those that failed, or that time did not allow, come again one by one.
 *
 * @throws where this code means something else than the stored state: then none of its tasks can be done
 */
export function makeMaterializer({ requireSameMeaning, materialize, telemetry, clock, log }: MaterializerDeps) {
  const handleOne = async (record: SQSRecord, meter: TaskMeter, isTimeUp: () => boolean): Promise<boolean> => {
    try {
      const task = parseTask(record.body);
      // A task that comes again has written some of its rows: skip those.
      const isRepeated = Number(record.attributes.ApproximateReceiveCount) > 1;
      const outcome = await materialize({ ...task, late: task.late || isRepeated }, isTimeUp);
      if (!outcome) return true;
      const { unpublished, ...counts } = outcome;
      const { aggregation, windowStartMs, partition } = task.window;
      meter.done(aggregation, outcome, clock.nowMs() - Number(record.attributes.SentTimestamp));
      log.info('materialized', { aggregation, windowStartMs, partition, late: task.late, ...counts });
      if (unpublished !== undefined) throw unpublished;
      return true;
    } catch (error) {
      if (error instanceof RetryableError)
        log.warn('transient failure; the task comes again', { reason: error.message });
      else log.error('a task failed; it comes again', error, { messageId: record.messageId });
      return false;
    }
  };

  return async (event: SQSEvent, time: InvocationTime): Promise<SQSBatchResponse> => {
    const deadline = makeDeadline(time);
    const meter = makeTaskMeter(telemetry);
    const failed: string[] = [];
    try {
      await requireSameMeaning();
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      log.warn('transient failure before the first task; all come again', { reason: error.message });
      return failures(event.Records.map(({ messageId }) => messageId));
    }
    for (const record of event.Records) {
      if (deadline.isNear() || !(await handleOne(record, meter, deadline.isNear))) failed.push(record.messageId);
    }
    meter.report();
    return failures(failed);
  };
}

function failures(messageIds: readonly string[]): SQSBatchResponse {
  return { batchItemFailures: messageIds.map((itemIdentifier) => ({ itemIdentifier })) };
}
