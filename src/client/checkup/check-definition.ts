import { definitionHash } from '../../engine/definition-hash.ts';
import type { Layout } from '../../engine/layout.ts';
import type { AggregationPlan, Plan } from '../../engine/plan.ts';
import type { Control } from '../../ports/control-store.ts';
import { type Check, fail, ok, warn } from './check.ts';

/** Whether the definition here means the same as the one that state was written with. */
export function checkDefinition(plan: Plan, controls: readonly Control[]): readonly Check[] {
  return plan.aggregations.map((aggregation) => checkAggregation(plan, aggregation, controls));
}

function checkAggregation({ pipeline }: Plan, plan: AggregationPlan, controls: readonly Control[]): Check {
  const { name, generation, sameMeaningAs } = plan.aggregation;
  const check = `definition ${name}`;
  const generations = controls.filter(({ aggregation }) => aggregation === name);
  const control = generations.find((one) => one.generation === generation);
  const newest = generations.reduce((most, one) => Math.max(most, one.generation), 0);
  if (newest > generation) {
    const found = `state has generation ${newest}, the definition here ${generation}`;
    return fail(check, found, 'use the checkout that is deployed, or raise the generation above that');
  }
  if (!control) {
    const found = newest === 0 ? 'nothing was processed yet' : `generation ${generation} has processed nothing yet`;
    return warn(check, found, 'send events, or deploy this definition if it is newer than what runs');
  }
  if (!isSame(control.layout, plan.layout)) {
    const found = `state of generation ${generation} has ${layoutText(control.layout)}, the definition here ${layoutText(plan.layout)}`;
    return fail(check, found, 'take partitions and keysPerLane back, or raise the generation');
  }
  const hash = definitionHash(pipeline, plan.aggregation);
  if (control.definitionHash === hash) return ok(check, `generation ${generation}, ${hash}, as state was written with`);
  if (sameMeaningAs.includes(control.definitionHash)) {
    return ok(check, `generation ${generation}, ${hash}, which says it means the same as ${control.definitionHash}`);
  }
  return fail(
    check,
    `generation ${generation} is ${hash} here, state was written with ${control.definitionHash}`,
    `take the change back, raise the generation, or, where every result stays as it is, add sameMeaningAs: ['${control.definitionHash}']`,
  );
}

function isSame(a: Layout, b: Layout): boolean {
  return a.partitions === b.partitions && a.buckets === b.buckets && a.codec === b.codec;
}

function layoutText({ partitions, buckets, codec }: Layout): string {
  return `${partitions} × ${buckets} (${codec})`;
}
