import { aggregation, definePipeline, eventType, seconds, tumbling } from '../../../src/engine/index.ts';
import { compiledSchema } from '../../codecs/compiled-schema.ts';

interface ShopEvent {
  readonly type: string;
  readonly customer: string;
  readonly atMs: number;
}

const shopEvent = <const N extends string>(name: N) =>
  eventType(name, {
    schema: compiledSchema<ShopEvent>({
      type: 'object',
      properties: { type: { const: name }, customer: { type: 'string' }, atMs: { type: 'integer' } },
      required: ['type', 'customer', 'atMs'],
      additionalProperties: true,
    }),
    eventTimeMs: (event) => event.atMs,
    partitionKey: (event) => event.customer,
  });

const placed = shopEvent('placed');
const paid = shopEvent('paid');

/** Two event types whose records say which they are. */
export default definePipeline({
  name: 'shop',
  records: { format: 'json', typeField: 'type' },
  events: [placed, paid],
  watermark: { outOfOrdernessMs: 0, futureBoundMs: 0, idleAfterMs: seconds(5), idle: 'hold' },
  aggregations: [
    aggregation('perCustomer', {
      from: [placed, paid],
      key: (event) => event.customer,
      window: tumbling(seconds(1)),
      allowedLatenessMs: 0,
      measures: (m) => ({ events: m.count() }),
    }),
  ],
});
