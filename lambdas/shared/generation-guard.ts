import { InvariantError } from '../../src/engine/errors.ts';
import type { Plan } from '../../src/engine/plan.ts';
import type { Control, ControlStore } from '../../src/ports/control-store.ts';

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
  store: ControlStore,
  definitionHashes: Readonly<Record<string, string>>,
): () => Promise<void> {
  let checked = false;
  return async () => {
    if (checked) return;
    const stored = await store.readControls();
    for (const { aggregation, layout } of plan.aggregations) {
      const definitionHash = definitionHashes[aggregation.name];
      if (!definitionHash)
        throw new InvariantError(`no definition hash of aggregation "${aggregation.name}": deploy again`);
      const wanted: Control = {
        aggregation: aggregation.name,
        generation: aggregation.generation,
        definitionHash,
        layout,
        firedThroughMs: null,
      };
      const found = stored.find(
        (control) => control.aggregation === wanted.aggregation && control.generation === wanted.generation,
      );
      requireSame(found ?? (await store.ensureControl(wanted)), wanted);
    }
    checked = true;
  };
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
