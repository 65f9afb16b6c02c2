import type { Aggregation } from './aggregation.ts';
import { fingerprint64 } from './hash.ts';
import type { Pipeline } from './pipeline.ts';

/**
 * Fingerprint of what an aggregation means: two definitions with the same one may share state.
 *
 * The user's functions enter as source text, so take it where they are as written (at synth, whose loader evens out layout and
 * comments), not from a minified bundle. Helpers they call are not covered. What may change freely is left out: lateness, watermark policy, hints that the layout already holds.
 */
export function definitionHash(pipeline: Pipeline, aggregation: Aggregation): string {
  const meaning = {
    records: [pipeline.records.format, typeFieldOf(pipeline) ?? null],
    // Left out where there is none, so that a definition without ids keeps its fingerprint.
    from: aggregation.from.map((event) => [
      event.name,
      sourceOf(event.eventTimeMs),
      ...(event.id ? [sourceOf(event.id)] : []),
    ]),
    where: aggregation.where ? sourceOf(aggregation.where) : null,
    key: sourceOf(aggregation.key),
    window: [aggregation.window.kind, aggregation.window.sizeMs, aggregation.window.offsetMs],
    measures: Object.entries(aggregation.measures).map(([name, measure]) => [
      name,
      measure.kind,
      measure.scale ?? null,
      measure.code.map(sourceOf),
    ]),
  };
  return fingerprint64(JSON.stringify(meaning));
}

function typeFieldOf({ records }: Pipeline): string | undefined {
  return records.format === 'json' ? records.typeField : records.withoutHeader?.typeField;
}

/** Exactly as written: what looks like mere layout may stand inside a text or a pattern. */
function sourceOf(code: (event: never) => unknown): string {
  return code.toString();
}
