import pipeline from '../../pipelines/orders/pipeline.ts';
import { otherTeamsSchemas, records } from '../../pipelines/orders/source.ts';
import { orders } from '../verifier/orders.ts';
import { verify } from '../verifier.ts';
import { count, instant } from '../view/format.ts';
import type { Demo } from './demo.ts';

export default {
  pipeline,
  records,
  otherSchemas: otherTeamsSchemas,
  verify: (evidence) => verify(orders, evidence),
  highlights: {
    title: 'Best minutes by revenue',
    aggregation: 'revenueByCategory',
    columns: {
      minute: ({ windowStartMs }) => instant(windowStartMs),
      category: ({ key }) => key,
      payments: ({ measures }) => count(measures.payments),
      'revenue, €': ({ measures }) => String(measures.revenue),
      'largest, €': ({ measures }) => Number(measures.largest).toFixed(2),
      revision: ({ revision }) => count(revision),
    },
    weight: ({ measures }) => Number(measures.revenue),
  },
} satisfies Demo;
