import { z } from 'zod';

/** Numbers, also as text: so the query protocol and CloudFormation may write them. */
export const number = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value),
  z.number({ error: 'expected a number' }),
);

export const whole = number.pipe(z.int({ error: 'expected a whole number' }));

export const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean({ error: 'expected true or false' }),
);

/** A time as epoch ms: CBOR has dates, JSON epoch seconds, the query protocol texts. */
export const time = z
  .union([z.date(), number.transform((seconds) => new Date(seconds * 1_000)), z.coerce.date()])
  .transform((date) => date.getTime());

export const dimensions = z
  .array(z.object({ Name: z.string().min(1), Value: z.string().min(1) }))
  .max(30)
  .default([]);

export const toDimensions = (list: z.infer<typeof dimensions>): Record<string, string> =>
  Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));

export const fromDimensions = (named: Readonly<Record<string, string>>) =>
  Object.entries(named).map(([Name, Value]) => ({ Name, Value }));
