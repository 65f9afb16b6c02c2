import type { Aggregation } from '../../src/engine/aggregation.ts';
import { InvariantError } from '../../src/engine/errors.ts';
import type { Layout } from '../../src/engine/layout.ts';
import type { Plan } from '../../src/engine/plan.ts';
import type { Control } from '../../src/ports/control-store.ts';

/** Definition hash by aggregation name, as synth took them. */
export type DefinitionHashes = Readonly<Record<string, string>>;

/** The control item of an aggregation as this code would write it. */
interface Wanted {
  readonly aggregation: Aggregation;
  readonly control: Control;
}

/** Control items that are wanted and not stored. @throws InvariantError where a stored one is not what is wanted */
export function unclaimed(
  plan: Plan,
  stored: readonly Control[],
  definitionHashes: DefinitionHashes,
): readonly Wanted[] {
  return plan.aggregations.flatMap(({ aggregation, layout }) => {
    const { name, generation } = aggregation;
    const definitionHash = definitionHashes[name];
    if (!definitionHash) throw new InvariantError(`no definition hash of aggregation "${name}": deploy again`);
    const control: Control = {
      aggregation: name,
      generation,
      definitionHash,
      layout,
      firedThroughMs: null,
      expiredThroughMs: null,
      collectedThroughMs: null,
    };
    const found = stored.find((candidate) => candidate.aggregation === name && candidate.generation === generation);
    if (!found) return [{ aggregation, control }];
    requireSame(found, { aggregation, control });
    return [];
  });
}

/**
 * @throws InvariantError in one clear line where state was written with another layout than the wanted one, or with a definition that is
 * neither the wanted one nor said to mean the same
 */
export function requireSame(stored: Control, { aggregation, control }: Wanted): void {
  const { definitionHash, layout } = control;
  const isSameLayout = areSame(stored.layout, layout);
  const isSameMeaning =
    stored.definitionHash === definitionHash || aggregation.sameMeaningAs.includes(stored.definitionHash);
  if (isSameLayout && isSameMeaning) return;
  // Against another layout it would not help: what is stored would be looked for in other items.
  const otherCure = isSameLayout
    ? `; or, where it leaves every result as it would have been, add sameMeaningAs: ['${stored.definitionHash}'] to it`
    : '';
  throw new InvariantError(
    `aggregation "${control.aggregation}" has changed within generation ${control.generation}: state was written with definition ` +
      `${stored.definitionHash} and layout ${JSON.stringify(stored.layout)}, this code has ${definitionHash} and ` +
      `${JSON.stringify(layout)}; deploy the former definition again, or give the changed one a new generation${otherCure}`,
  );
}

function areSame(a: Layout, b: Layout): boolean {
  return a.partitions === b.partitions && a.buckets === b.buckets && a.codec === b.codec;
}
