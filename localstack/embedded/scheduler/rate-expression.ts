const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * The interval of `rate(5 minutes)`, in milliseconds; undefined for any other expression. The units are EventBridge Scheduler's:
 * minutes, hours, days (user guide, "Rate-based schedules").
 */
export function parseRate(expression: string): number | undefined {
  const match = /^rate\(\s*([1-9]\d*)\s+(minute|hour|day)s?\s*\)$/.exec(expression);
  if (!match) return undefined;
  // The pattern admits these three only.
  return Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS];
}
