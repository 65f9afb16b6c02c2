const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** 14,828 */
export const count = (value: unknown): string => whole.format(Number(value));
/** 12.3 */
export const decimal = (value: unknown): string => tenth.format(Number(value));
/** 17 % */
export const percent = (value: unknown): string => `${whole.format(100 * Number(value))} %`;
/** 2001-01-01 05:00, or with seconds where there are any; – for none. */
export const instant = (timeMs: number | null): string =>
  timeMs === null ? '–' : new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ').replace(/:00$/, '');
/** 3 windows */
export const counted = (value: number, thing: string): string => `${count(value)} ${thing}${value === 1 ? '' : 's'}`;
