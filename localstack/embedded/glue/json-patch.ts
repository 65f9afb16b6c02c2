/** A step of a JSON Patch (RFC 6902), of the three kinds that a difference needs. */
export type PatchStep =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/** The steps that turn the first JSON value into the second: none where they are equal. Lists are compared place by place. */
export function jsonPatch(first: unknown, second: unknown, path = ''): PatchStep[] {
  if (Array.isArray(first) && Array.isArray(second)) return listPatch(first, second, path);
  if (isObject(first) && isObject(second)) return objectPatch(first, second, path);
  return Object.is(first, second) ? [] : [{ op: 'replace', path, value: second }];
}

function listPatch(first: readonly unknown[], second: readonly unknown[], path: string): PatchStep[] {
  const shared = Math.min(first.length, second.length);
  const changed = first.slice(0, shared).flatMap((item, index) => jsonPatch(item, second[index], `${path}/${index}`));
  const added = second.slice(shared).map((value): PatchStep => ({ op: 'add', path: `${path}/-`, value }));
  // From the end, so that the places of those still to go stay the same.
  const removed = first
    .slice(shared)
    .map((_, index): PatchStep => ({ op: 'remove', path: `${path}/${shared + index}` }));
  return [...changed, ...added, ...removed.reverse()];
}

function objectPatch(
  first: Readonly<Record<string, unknown>>,
  second: Readonly<Record<string, unknown>>,
  path: string,
): PatchStep[] {
  const place = (key: string) => `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const removed = Object.keys(first)
    .filter((key) => !Object.hasOwn(second, key))
    .map((key): PatchStep => ({ op: 'remove', path: place(key) }));
  const others = Object.entries(second).flatMap(([key, value]) =>
    Object.hasOwn(first, key)
      ? jsonPatch(first[key], value, place(key))
      : [{ op: 'add', path: place(key), value } satisfies PatchStep],
  );
  return [...removed, ...others];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
