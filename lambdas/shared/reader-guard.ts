import type { Plan } from '../../src/engine/plan.ts';
import type { ControlStore } from '../../src/ports/control-store.ts';
import { type DefinitionHashes, unclaimed } from './generation-checks.ts';

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
