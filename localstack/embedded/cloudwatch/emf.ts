import { z } from 'zod';
import type { Dimensions, Measurement } from './series/metric.ts';

const MAX_DIMENSIONS = 30;
const MAX_METRICS = 100;
const MAX_VALUES = 100;

const directive = z.object({
  Namespace: z.string().min(1).max(256),
  Dimensions: z.array(z.array(z.string()).max(MAX_DIMENSIONS)),
  Metrics: z.array(z.object({ Name: z.string().min(1), Unit: z.string().optional() })).max(MAX_METRICS),
});
const document = z.looseObject({
  _aws: z.object({ Timestamp: z.number(), CloudWatchMetrics: z.array(directive) }),
});
type Document = z.infer<typeof document>;

const values = z.union([z.number().transform((value) => [value]), z.array(z.number()).max(MAX_VALUES)]);

/**
 * Reads a line that a function printed in CloudWatch's Embedded Metric Format: each metric for each set of dimensions. A line
 * that is not one, as most are not, gives nothing; nor does a set that names a dimension without a value, or a metric without a number.
 * The storage resolution that a metric may ask for is not looked at.
 */
export function parseEmf(line: string): Measurement[] {
  // Most lines are no JSON at all, and every one comes through here.
  if (!line.includes('"CloudWatchMetrics"')) return [];
  const parsed = document.safeParse(toJson(line));
  if (!parsed.success) return [];
  const { _aws } = parsed.data;
  return _aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions: sets, Metrics }) =>
    sets
      .map((names) => dimensionsOf(names, parsed.data))
      .filter((dimensions) => dimensions !== undefined)
      .flatMap((dimensions) =>
        Metrics.flatMap(({ Name, Unit }): Measurement[] => {
          const measured = values.safeParse(parsed.data[Name]);
          if (!measured.success || measured.data.length === 0) return [];
          return [
            {
              metric: { namespace: Namespace, name: Name, dimensions },
              timestampMs: _aws.Timestamp,
              unit: Unit,
              values: measured.data.map((value) => ({ value })),
            },
          ];
        }),
      ),
  );
}

function dimensionsOf(names: readonly string[], members: Document): Dimensions | undefined {
  const entries = names.map((name) => [name, members[name]] as const);
  const told = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '');
  return told.length === names.length ? Object.fromEntries(told) : undefined;
}

function toJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
