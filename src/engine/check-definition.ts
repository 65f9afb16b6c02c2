import type { Aggregation } from './aggregation.ts';
import type { AnyEventType } from './event-type.ts';
import { MAX_SCALE } from './exact.ts';
import type { Pipeline, WatermarkPolicy } from './pipeline.ts';
import { MAX_EPOCH_MS } from './time.ts';

/** Names end up in table keys, metric dimensions and CloudFormation ids. */
const NAME = /^[a-zA-Z][a-zA-Z0-9-]{0,39}$/;
/** Stack and export names do not take capitals everywhere that a pipeline's name goes. */
const PIPELINE_NAME = /^[a-z][a-z0-9-]{2,29}$/;
const MAX_AGGREGATIONS = 20;
const MAX_MEASURES = 40;
const MAX_PARTITIONS = 256;
const MAX_KEYS_PER_LANE = 1_000_000;
/** As `definitionHash` makes them. */
const DEFINITION_HASH = /^[0-9a-f]{16}$/;
const MAX_FORMER_HASHES = 20;
/** Up to 640 MB of memory, for one lane. */
const MAX_IDS_PER_LANE = 10_000_000;
/** Above 11,000 years: so that the end of every window is an exact number. */
const MAX_WINDOW_MS = Number.MAX_SAFE_INTEGER - MAX_EPOCH_MS;

/** Every mistake in a definition, one line each: what is wrong, what was given, what to do. Empty: the definition is sound. */
export function checkDefinition(pipeline: Pipeline): string[] {
  const issues: string[] = [];
  if (!PIPELINE_NAME.test(pipeline.name)) {
    issues.push(`name "${pipeline.name}" must be 3 to 30 lower-case letters, digits or dashes, starting with a letter`);
  }
  checkEvents(pipeline, issues);
  checkWatermark(pipeline.watermark, issues);
  checkDedupe(pipeline, issues);
  if (pipeline.aggregations.length === 0) issues.push('aggregations is empty: declare at least one');
  if (pipeline.aggregations.length > MAX_AGGREGATIONS) {
    issues.push(
      `${pipeline.aggregations.length} aggregations given, at most ${MAX_AGGREGATIONS} share a stream: split the pipeline`,
    );
  }
  duplicates(pipeline.aggregations.map((aggregation) => aggregation.name)).forEach((name) => {
    issues.push(`aggregation name "${name}" is used twice: names must differ`);
  });
  for (const aggregation of pipeline.aggregations) checkAggregation(aggregation, pipeline, issues);
  return issues;
}

function checkEvents(pipeline: Pipeline, issues: string[]): void {
  const { events, records } = pipeline;
  if (events.length === 0) issues.push('events is empty: declare at least one event type');
  duplicates(events.map((event) => event.name)).forEach((name) => {
    issues.push(`event type name "${name}" is used twice: names must differ`);
  });
  for (const event of events) {
    if (!NAME.test(event.name)) issues.push(nameIssue('event type', event.name));
  }
  if (records.format === 'json') checkBare(records, events, 'records', issues);
  else if (records.withoutHeader) checkBare(records.withoutHeader, events, 'records.withoutHeader', issues);
}

function checkBare(
  { typeField }: { readonly typeField?: string },
  events: readonly AnyEventType[],
  where: string,
  issues: string[],
): void {
  if (events.length > 1 && typeField === undefined) {
    issues.push(`${where}.typeField is missing: with ${events.length} event types each record must name its own`);
  }
  if (typeField === '') issues.push(`${where}.typeField is empty: give the name of the field that holds the type`);
  for (const { name, schema } of events) {
    if (schema.format !== 'JSON') {
      issues.push(
        `event type "${name}" has a schema of format ${schema.format}, but ${where} are bare JSON: use records.format "glue", whose header names the schema version`,
      );
    }
  }
}

function checkDedupe({ events, dedupe }: Pipeline, issues: string[]): void {
  const withId = events.find((event) => event.id !== undefined);
  if (withId && !dedupe) {
    issues.push(
      `event type "${withId.name}" declares an id, but dedupe is missing: say for how long ids are remembered`,
    );
  }
  if (!dedupe) return;
  if (!withId) issues.push('dedupe is given, but no event type declares an id: declare one, or leave dedupe out');
  duration(dedupe.horizonMs, 'dedupe.horizonMs', 1, issues);
  if (dedupe.maxIdsPerLane !== undefined) {
    wholeBetween(dedupe.maxIdsPerLane, 'dedupe.maxIdsPerLane', 1_000, MAX_IDS_PER_LANE, issues);
  }
}

function checkWatermark(watermark: WatermarkPolicy, issues: string[]): void {
  duration(watermark.outOfOrdernessMs, 'watermark.outOfOrdernessMs', 0, issues);
  duration(watermark.futureBoundMs, 'watermark.futureBoundMs', 0, issues);
  duration(watermark.idleAfterMs, 'watermark.idleAfterMs', 1, issues);
  if (watermark.maxHoldMs !== undefined) duration(watermark.maxHoldMs, 'watermark.maxHoldMs', 1, issues);
  if (watermark.maxHoldMs !== undefined && watermark.maxHoldMs < watermark.outOfOrdernessMs) {
    issues.push(
      `watermark.maxHoldMs ${watermark.maxHoldMs} is below outOfOrdernessMs ${watermark.outOfOrdernessMs}: it would pass honest data`,
    );
  }
}

function checkAggregation(aggregation: Aggregation, pipeline: Pipeline, issues: string[]): void {
  const where = `aggregation "${aggregation.name}"`;
  if (!NAME.test(aggregation.name)) issues.push(nameIssue('aggregation', aggregation.name));
  checkSources(aggregation, pipeline.events, where, issues);
  const { sizeMs, offsetMs } = aggregation.window;
  duration(sizeMs, `${where}: window size`, 1, issues);
  if (sizeMs > MAX_WINDOW_MS) {
    issues.push(`${where}: window size ${sizeMs} is above ${MAX_WINDOW_MS}: give a shorter one`);
  }
  if (!Number.isSafeInteger(offsetMs) || offsetMs < 0 || offsetMs >= Math.max(sizeMs, 1)) {
    issues.push(
      `${where}: window offsetMs ${offsetMs} must be a whole number from 0 up to, not including, the size ${sizeMs}`,
    );
  }
  duration(aggregation.allowedLatenessMs, `${where}: allowedLatenessMs`, 0, issues);
  const patience = aggregation.allowedLatenessMs + pipeline.watermark.outOfOrdernessMs;
  if (pipeline.watermark.futureBoundMs > patience) {
    issues.push(
      `${where}: watermark.futureBoundMs ${pipeline.watermark.futureBoundMs} is wider than allowedLatenessMs + outOfOrdernessMs ${patience}: one event from the future would make honest data too late; narrow the bound or allow more lateness`,
    );
  }
  wholeBetween(aggregation.keysPerLane, `${where}: keysPerLane`, 1, MAX_KEYS_PER_LANE, issues);
  wholeBetween(aggregation.partitions, `${where}: partitions`, 1, MAX_PARTITIONS, issues);
  wholeBetween(aggregation.generation, `${where}: generation`, 1, 1_000_000, issues);
  checkFormerHashes(aggregation.sameMeaningAs, where, issues);
  checkMeasures(aggregation, where, issues);
}

function checkFormerHashes(hashes: readonly string[], where: string, issues: string[]): void {
  if (hashes.length > MAX_FORMER_HASHES) {
    issues.push(
      `${where}: sameMeaningAs lists ${hashes.length} hashes, at most ${MAX_FORMER_HASHES} are taken: only that of the code which first wrote the generation's state is needed`,
    );
  }
  for (const hash of hashes) {
    if (DEFINITION_HASH.test(hash)) continue;
    issues.push(
      `${where}: sameMeaningAs "${hash}" must be 16 digits from 0 to 9 and a to f, as the refusal to run names it`,
    );
  }
}

function checkSources(
  aggregation: Aggregation,
  events: readonly AnyEventType[],
  where: string,
  issues: string[],
): void {
  if (aggregation.from.length === 0) issues.push(`${where}: from is empty: name at least one event type`);
  for (const source of aggregation.from) {
    if (!events.includes(source)) {
      const known = events.map((event) => event.name).join(', ') || 'none';
      issues.push(`${where}: unknown event type "${source.name}" in from: list it in events (known: ${known})`);
    }
  }
}

function checkMeasures(aggregation: Aggregation, where: string, issues: string[]): void {
  const entries = Object.entries(aggregation.measures);
  if (entries.length === 0) issues.push(`${where}: measures is empty: declare at least one`);
  if (entries.length > MAX_MEASURES)
    issues.push(`${where}: ${entries.length} measures given, at most ${MAX_MEASURES} are kept`);
  for (const [name, measure] of entries) {
    if (!NAME.test(name)) issues.push(`${where}: ${nameIssue('measure', name)}`);
    if (measure.scale !== undefined)
      wholeBetween(measure.scale, `${where}: measure "${name}": scale`, 0, MAX_SCALE, issues);
  }
}

function duration(value: number, what: string, leastMs: number, issues: string[]): void {
  if (!Number.isSafeInteger(value) || value < leastMs) {
    issues.push(`${what} ${value} must be a whole number of milliseconds, ${leastMs} or more`);
  }
}

function wholeBetween(value: number, what: string, least: number, most: number, issues: string[]): void {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    issues.push(`${what} ${value} must be a whole number from ${least} to ${most}`);
  }
}

function nameIssue(kind: string, name: string): string {
  return `${kind} name "${name}" must be 1 to 40 letters, digits or dashes, starting with a letter`;
}

function duplicates(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
