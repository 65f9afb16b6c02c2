import { z } from 'zod';

/** CloudFormation takes numbers and booleans as text, too. */
export const integer = z
  .union([z.int(), z.string().regex(/^-?\d+$/)], { error: 'expected a whole number' })
  .transform(Number);

export const boolean = z
  .union([z.boolean(), z.enum(['true', 'false'])], { error: 'expected true or false' })
  .transform((value) => value === true || value === 'true');

/** A property that AWS knows and the local AWS does not have. */
export const unsupported = (reason: string) => z.never({ error: `not supported locally: ${reason}` }).optional();

export const TAGS = { Tags: 'nothing reads tags locally' };
