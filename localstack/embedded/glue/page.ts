import { invalidInput } from './errors.ts';

/** One page of a list; the token is the key of its last item. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly token: { readonly NextToken?: string };
}

/**
 * Cuts a page out of all items of a list.
 *
 * @param keyOf tells items apart, and stays the same from call to call
 * @throws AwsError InvalidInputException for a token whose item is not there (any more)
 */
export function pageOf<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  { MaxResults, NextToken }: { readonly MaxResults: number; readonly NextToken?: string | undefined },
): Page<T> {
  const after = NextToken === undefined ? -1 : all.findIndex((item) => tokenOf(keyOf(item)) === NextToken);
  if (NextToken !== undefined && after < 0) throw invalidInput('The NextToken is not valid.');
  const items = all.slice(after + 1, after + 1 + MaxResults);
  const last = items.at(-1);
  const more = last !== undefined && after + 1 + items.length < all.length;
  return { items, token: more ? { NextToken: tokenOf(keyOf(last)) } : {} };
}

function tokenOf(key: string): string {
  return Buffer.from(key).toString('base64');
}
