import { InvariantError } from '../../src/engine/errors.ts';
import type { Plan } from '../../src/engine/plan.ts';
import type { Control } from '../../src/ports/control-store.ts';

/** Definition hash by aggregation name, as synth took them. */
export type DefinitionHashes = Readonly<Record<string, string>>;

/** Control items that are wanted and not stored. @throws InvariantError where a stored one is not what is wanted */
export function unclaimed(
  plan: Plan,
  stored: readonly Control[],
  definitionHashes: DefinitionHashes,
): readonly Control[] {
  return plan.aggregations.flatMap(({ aggregation, layout }) => {
    const { name, generation } = aggregation;
    const definitionHash = definitionHashes[name];
    if (!definitionHash) throw new InvariantError(`no definition hash of aggregation "${name}": deploy again`);
    const wanted: Control = {
      aggregation: name,
      generation,
      definitionHash,
      layout,
      firedThroughMs: null,
      expiredThroughMs: null,
      collectedThroughMs: null,
    };
    const found = stored.find((control) => control.aggregation === name && control.generation === generation);
    if (!found) return [wanted];
    requireSame(found, wanted);
    return [];
  });
}

/** @throws InvariantError in one clear line where state was written with another definition or layout than `wanted` */
export function requireSame(stored: Control, wanted: Control): void {
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
