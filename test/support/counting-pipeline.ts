import type { AnyEventType } from '../../src/engine/event-type.ts';
import {
  aggregation,
  definePipeline,
  minutes,
  type Pipeline,
  type RecordFormat,
  tumbling,
} from '../../src/engine/index.ts';

/** A pipeline that counts events of one type, where records and what becomes of them matter and windows do not. */
export function countingPipeline(name: string, type: AnyEventType, records: RecordFormat): Pipeline {
  return definePipeline({
    name,
    records,
    events: [type],
    watermark: { outOfOrdernessMs: 0, futureBoundMs: 0, idleAfterMs: 1_000, idle: 'hold' },
    aggregations: [
      aggregation('all', {
        from: [type],
        key: () => 'k',
        window: tumbling(minutes(1)),
        allowedLatenessMs: 0,
        measures: (m) => ({ events: m.count() }),
      }),
    ],
  });
}
