import type { Plan } from '../../src/engine/plan.ts';
import type { ControlStore } from '../../src/ports/control-store.ts';
import { type DefinitionHashes, requireSame, unclaimed } from './generation-checks.ts';

/**
 * Makes sure, once per instance, that this code means the same as the state it is about to touch.
 *
 * The first function to see a generation writes its definition hash and layout; code with others does not run: mixing two
 * meanings in one partial could never be repaired. A definition may name former ones that mean the same; the stored hash stays the first.
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
      requireSame(await store.ensureControl(wanted.control), wanted);
    }
    checked = true;
  };
}
