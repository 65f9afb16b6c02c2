import { expect, it } from 'vitest';
import { jsonPatch, type PatchStep } from '../../../localstack/embedded/glue/json-patch.ts';
import { fc } from '../../support/fast-check.ts';

/** Applies a patch as RFC 6902 tells, to a copy. */
function apply(document: unknown, steps: readonly PatchStep[]): unknown {
  const holder: Record<string, unknown> = { root: structuredClone(document) };
  for (const step of steps) {
    const keys = ['root', ...step.path.split('/').slice(1)].map((key) =>
      key.replaceAll('~1', '/').replaceAll('~0', '~'),
    );
    const last = keys.pop() ?? '';
    // Every step but the last leads into an object or a list.
    const target = keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], holder);
    if (Array.isArray(target)) {
      if (step.op === 'remove') target.splice(Number(last), 1);
      else if (step.op === 'add' && last === '-') target.push(step.value);
      else if (step.op === 'replace') target[Number(last)] = step.value;
    } else {
      const object = target as Record<string, unknown>;
      if (step.op === 'remove') delete object[last];
      else object[last] = step.value;
    }
  }
  return holder.root;
}

const json = fc
  .jsonValue({ maxDepth: 4 })
  .map((value): unknown => JSON.parse(JSON.stringify(value).replaceAll('"__proto__"', '"proto"')));

it('leads from any JSON value to any other, and is empty between equals', () => {
  fc.assert(
    fc.property(json, json, (first, second) => {
      expect(apply(first, jsonPatch(first, second))).toEqual(second);
      expect(jsonPatch(second, structuredClone(second))).toEqual([]);
    }),
  );
});

it('names keys with slashes and tildes as RFC 6901 does', () => {
  expect(jsonPatch({ 'a/b~c': 1 }, {})).toEqual([{ op: 'remove', path: '/a~1b~0c' }]);
});
