import { aggregation, definePipeline, eventType, minutes, seconds, tumbling } from '../../src/engine/index.ts';
import { lineSchema } from './generated/line.ts';

/** A line a second, from the start of 1970 on. */
export const line = eventType('line', {
  schema: lineSchema,
  eventTimeMs: (event) => seconds(event.lineNumber),
  partitionKey: (event) => `line-${event.lineNumber}`,
});

export default definePipeline({
  name: 'word-count',
  records: { format: 'glue' },
  events: [line],
  watermark: { outOfOrdernessMs: seconds(10), futureBoundMs: 0, idleAfterMs: seconds(5), idle: 'hold' },
  aggregations: [
    aggregation('wordsByMinute', {
      from: [line],
      key: (event) => event.text.toLowerCase().match(/\p{Letter}+(?:'\p{Letter}+)*/gu) ?? [],
      window: tumbling(minutes(1)),
      allowedLatenessMs: minutes(1),
      measures: (m) => ({ count: m.count() }),
    }),
  ],
});
