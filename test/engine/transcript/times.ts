const UNITS: Record<string, number> = {
  ms: 1,
  s: 1_000,
  second: 1_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** "90 s", "1 hour", "2 days" → milliseconds. */
export function parseDuration(text: string): number {
  const [, count, unit] = /^(\d+) ([a-z]+?)s?$/.exec(text === '0' ? '0 s' : text) ?? [];
  const ms = unit === undefined ? UNITS.s : (UNITS[unit] ?? UNITS[`${unit}s`]);
  if (count === undefined || ms === undefined) throw new Error(`no such duration: ${text}`);
  return Number(count) * ms;
}

/** "10:00:00.250" on the transcript's day, or "2026-03-29 10:00:00" on another, in UTC → epoch milliseconds. */
export function parseTime(text: string, day: string): number {
  const [time = '', date = day] = text.split(' ').reverse();
  const full = /^\d\d:\d\d$/.test(time) ? `${time}:00` : time;
  const ms = Date.parse(`${date}T${full}Z`);
  if (Number.isNaN(ms)) throw new Error(`no such time: ${text}`);
  return ms;
}
