import type { Grid } from '../series/grid.ts';
import { invalidValue } from './call.ts';

/** The periods between two times, epoch ms, from whole periods of the clock on. @throws AwsError where they are too many */
export function gridOver(startMs: number, endMs: number, periodSeconds: number, maxPoints: number): Grid {
  if (startMs >= endMs) throw invalidValue('StartTime must be before EndTime');
  const periodMs = periodSeconds * 1_000;
  const firstMs = Math.floor(startMs / periodMs) * periodMs;
  const count = Math.ceil((endMs - firstMs) / periodMs);
  if (count > maxPoints) throw invalidValue(`${count} data points are asked for, which is above ${maxPoints}`);
  return { startMs: firstMs, periodMs, count };
}
