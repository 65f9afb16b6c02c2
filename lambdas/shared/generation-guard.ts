import { InvariantError } from '../../src/engine/errors.ts';
import type { Plan } from '../../src/engine/plan.ts';
import type { Control, ControlStore } from '../../src/ports/control-store.ts';

type DefinitionHashes = Readonly<Record<string, string>>;

/**
 * Makes sure, once per instance, that this code means the same as the state it is about to touch.
 *
 * The first function to see a generation writes its definition hash and layout; code with others does not run: mixing two
 * meanings in one partial could never be repaired.
 *
 * @throws InvariantError in one clear line, naming the aggregation and the cure
 */
export function makeGenerationGuard(
  plan: Plan,
  store: Pick<ControlStore, 'readControls' | 'ensureControl'>,
  definitionHashes: DefinitionHashes,
): () => Promise<void> {
  let checked = false;
  return async () => {
    if (checked) return;
    for (const wanted of unclaimed(plan, await store.readControls(), definitionHashes)) {
      requireSame(await store.ensureControl(wanted), wanted);
    }
    checked = true;
  };
}

/**
 * The guard of a function that reads state and writes none: a generation that nobody has written to yet is nobody's.
 *
 * Without it code of another meaning would merge partials into wrong results, which no later merge of as many events replaces.
 *
 * @throws InvariantError in one clear line, naming the aggregation and the cure
 */
export function makeReaderGuard(
  plan: Plan,
  store: Pick<ControlStore, 'readControls'>,
  definitionHashes: DefinitionHashes,
): () => Promise<void> {
  let checked = false;
  return async () => {
    if (checked) return;
    checked = unclaimed(plan, await store.readControls(), definitionHashes).length === 0;
  };
}

/** Control items that are wanted and not stored. @throws InvariantError where a stored one is not what is wanted */
function unclaimed(plan: Plan, stored: readonly Control[], definitionHashes: DefinitionHashes): readonly Control[] {
  return plan.aggregations.flatMap(({ aggregation, layout }) => {
    const { name, generation } = aggregation;
    const definitionHash = definitionHashes[name];
    if (!definitionHash) throw new InvariantError(`no definition hash of aggregation "${name}": deploy again`);
    const wanted: Control = { aggregation: name, generation, definitionHash, layout, firedThroughMs: null };
    const found = stored.find((control) => control.aggregation === name && control.generation === generation);
    if (!found) return [wanted];
    requireSame(found, wanted);
    return [];
  });
}

function requireSame(stored: Control, wanted: Control): void {
  const { layout } = wanted;
  const same =
    stored.definitionHash === wanted.definitionHash &&
    stored.layout.partitions === layout.partitions &&
    stored.layout.buckets === layout.buckets &&
    stored.layout.codec === layout.codec;
  if (same) return;
  throw new InvariantError(
    `aggregation "${wanted.aggregation}" has changed within generation ${wanted.generation}: state was written with definition ` +
      `${stored.definitionHash} and layout ${JSON.stringify(stored.layout)}, this code has ${wanted.definitionHash} and ` +
      `${JSON.stringify(layout)}; deploy the former definition again, or give the changed one a new generation`,
  );
}
