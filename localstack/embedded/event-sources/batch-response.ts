/** Which items of a batch failed, by index in ascending order; none means that the batch succeeded. */
export type BatchVerdict =
  | { readonly kind: 'items'; readonly failed: readonly number[] }
  | { readonly kind: 'whole-failure' };

const SUCCESS: BatchVerdict = { kind: 'items', failed: [] };
const WHOLE_FAILURE: BatchVerdict = { kind: 'whole-failure' };

/**
 * Reads the answer of a function that reports batch item failures (Lambda developer guide, "Configuring partial batch
 * response"). An empty or null answer or list is a success. An empty, null, unknown or misnamed identifier fails the whole
 * batch, and so does an answer of another shape, for which no rule is documented: failing loses nothing.
 */
export function readBatchResponse(payload: string, identifiers: readonly string[]): BatchVerdict {
  const answer = parse(payload);
  if (isEmpty(answer)) return SUCCESS;
  if (!isObject(answer)) return WHOLE_FAILURE;
  const items = answer.batchItemFailures;
  if (items === undefined || items === null) return SUCCESS;
  if (!Array.isArray(items)) return WHOLE_FAILURE;
  const indexes = items.map((item: unknown) =>
    isObject(item) ? identifiers.indexOf(String(item.itemIdentifier)) : -1,
  );
  if (indexes.includes(-1)) return WHOLE_FAILURE;
  return { kind: 'items', failed: [...new Set(indexes)].sort((a, b) => a - b) };
}

const INVALID = Symbol('invalid JSON');

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return INVALID;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEmpty = (value: unknown) => value === null || value === '' || (Array.isArray(value) && value.length === 0);
