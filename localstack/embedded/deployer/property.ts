import { z } from 'zod';

/** CloudFormation takes whole numbers as text, too. */
export const integer = z.preprocess(
  (value) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value),
  z.int({ error: 'expected a whole number' }),
);

/** CloudFormation takes true and false as text, too. */
export const boolean = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean({ error: 'expected true or false' }),
);

/** A property that AWS knows and the local AWS does not have. */
export const unsupported = (reason: string) => z.never({ error: `not supported locally: ${reason}` }).optional();

export const TAGS = { Tags: 'nothing reads tags locally' };
