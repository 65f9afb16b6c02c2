import { z } from 'zod';
import type { Operation } from '../../gateway/service.ts';
import type { Measurement } from '../series/metric.ts';
import type { SeriesStore } from '../series/series-store.ts';
import { invalidValue, parse } from './call.ts';
import { dimensions, number, time, toDimensions } from './values.ts';

const datum = z.object({
  MetricName: z.string().min(1).max(255),
  Dimensions: dimensions,
  Timestamp: time.optional(),
  Value: number.optional(),
  Values: z.array(number).max(150).optional(),
  Counts: z.array(number).optional(),
  StatisticValues: z.object({ SampleCount: number, Sum: number, Minimum: number, Maximum: number }).optional(),
  Unit: z.string().optional(),
});
const input = z.object({
  Namespace: z
    .string()
    .min(1)
    .max(255)
    .refine((name) => !name.startsWith('AWS/'), { error: 'names that begin with AWS/ are for AWS' }),
  MetricData: z.array(datum).max(1_000),
});

/** PutMetricData: what a caller has measured. */
export function putMetricData(store: SeriesStore, clock: () => number): Operation {
  return (given) => {
    const { Namespace, MetricData } = parse(input, given);
    const measurements = MetricData.map((one): Measurement => {
      const metric = { namespace: Namespace, name: one.MetricName, dimensions: toDimensions(one.Dimensions) };
      return { metric, timestampMs: one.Timestamp ?? clock(), unit: one.Unit, values: valuesOf(one) };
    });
    for (const measurement of measurements) store.add(measurement);
    return undefined;
  };
}

function valuesOf({
  MetricName,
  Value,
  Values,
  Counts,
  StatisticValues,
}: z.infer<typeof datum>): Measurement['values'] {
  if (StatisticValues) {
    const { Sum: sum, SampleCount: count, Minimum: min, Maximum: max } = StatisticValues;
    return { sum, count, min, max };
  }
  if (Value !== undefined) return [{ value: Value }];
  if (!Values || (Counts && Counts.length !== Values.length)) {
    throw invalidValue(`${MetricName} needs Value, StatisticValues, or Values with as many Counts, if any`);
  }
  return Values.map((value, index) => ({ value, count: Counts?.[index] }));
}
