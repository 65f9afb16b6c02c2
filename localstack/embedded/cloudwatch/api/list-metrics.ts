import { z } from 'zod';
import type { Operation } from '../../gateway/service.ts';
import type { SeriesStore } from '../series/series-store.ts';
import { page, paging, parse } from './call.ts';
import { fromDimensions } from './values.ts';

const PAGE_SIZE = 500;

const input = z.object({
  ...paging,
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string().optional() })).default([]),
});

/** ListMetrics: the series there are. */
export function listMetrics(store: SeriesStore): Operation {
  return (given) => {
    const { Namespace, MetricName, Dimensions, NextToken } = parse(input, given);
    const found = [...store.all()].filter(
      ({ metric }) =>
        (Namespace === undefined || metric.namespace === Namespace) &&
        (MetricName === undefined || metric.name === MetricName) &&
        Dimensions.every(({ Name, Value }) => {
          const value = metric.dimensions[Name];
          return value !== undefined && (Value === undefined || value === Value);
        }),
    );
    const { items, NextToken: next } = page(found, NextToken, PAGE_SIZE);
    const Metrics = items.map(({ metric }) => ({
      Namespace: metric.namespace,
      MetricName: metric.name,
      Dimensions: fromDimensions(metric.dimensions),
    }));
    return { Metrics, NextToken: next };
  };
}
