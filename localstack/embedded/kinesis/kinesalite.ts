import { createRequire } from 'node:module';
import { AwsError } from '../gateway/aws-error.ts';
import type { JsonObject } from '../gateway/service.ts';

/** kinesalite 3.3.3's checks of requests, which answer a wrong one in the words of the service. Its store is not used. */

export type TypeTable = Readonly<Record<string, unknown>>;

interface Validations {
  checkTypes(input: JsonObject, types: TypeTable): JsonObject;
  checkValidations(input: JsonObject, types: TypeTable): void;
}

const require = createRequire(import.meta.url);
const validations: Validations = require('kinesalite/validations');

/** The type table of an operation that kinesalite has. */
export function typesOf(operation: string): TypeTable {
  const module: { types: TypeTable } = require(`kinesalite/validations/${operation}`);
  return module.types;
}

/** Checks an input against a type table, dropping members that are not in it. @throws AwsError */
export function validate(input: JsonObject, types: TypeTable): JsonObject {
  try {
    const checked = validations.checkTypes(input, types);
    validations.checkValidations(checked, types);
    return checked;
  } catch (error) {
    throw asAwsError(error);
  }
}

/** kinesalite's errors carry the HTTP answer in `body` and `statusCode`; anything else is a bug. */
function asAwsError(error: unknown): unknown {
  if (!(error instanceof Error) || !('body' in error) || !('statusCode' in error)) return error;
  // Written by kinesalite's validation functions, always in this shape; some write `Message`.
  const { body, statusCode } = error as Error & {
    body: { __type: string; message?: string; Message?: string };
    statusCode: number;
  };
  return new AwsError(body.__type, body.message ?? body.Message ?? error.message, { statusCode });
}
