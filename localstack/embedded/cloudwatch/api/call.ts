import { z } from 'zod';
import { AwsError } from '../../gateway/aws-error.ts';
import type { JsonObject } from '../../gateway/service.ts';
import { ExpressionError } from '../math/expression-error.ts';

export const invalidValue = (message: string) =>
  new AwsError('InvalidParameterValueException', message, { queryCode: 'InvalidParameterValue' });

/** What CloudWatch calls an input that does not fit together. */
export const validationError = (message: string) =>
  new AwsError('ValidationException', message, { queryCode: 'ValidationError' });

/** An operation's input by its schema. @throws AwsError */
export function parse<T>(schema: z.ZodType<T>, input: JsonObject): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? ` ${issue.keys.join(', ')}` : '';
  throw validationError(`${issue?.path.join('.') || 'input'}: ${issue?.message}${unknown}`);
}

/** Runs what may meet an expression that cannot be read. @throws AwsError */
export function withReadableExpressions<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ExpressionError ? validationError(error.message) : error;
  }
}

/** Members by which every list is read page by page. */
export const paging = { NextToken: z.string().optional() };

/** One page of a list, and how to get the next. @throws AwsError InvalidNextToken */
export function page<T>(items: readonly T[], token: string | undefined, size: number) {
  const start = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(start) || start < 0) throw new AwsError('InvalidNextToken', 'the token is not one of ours');
  const end = start + size;
  return { items: items.slice(start, end), NextToken: items.length > end ? String(end) : undefined };
}
