/** The public definition API: all that a `pipeline.ts` needs. */
export { type Aggregation, aggregation, type MeasuresOf } from './aggregation.ts';
export { DefinitionError } from './errors.ts';
export { type EventOf, type EventType, eventType } from './event-type.ts';
export type { Measure, MeasureBuilder } from './measures.ts';
export {
  type DedupePolicy,
  definePipeline,
  type Pipeline,
  type RecordFormat,
  type WatermarkPolicy,
} from './pipeline.ts';
export type { EventSchema, SchemaVersion } from './schema.ts';
export { days, hours, minutes, seconds } from './time.ts';
export { type TumblingWindow, tumbling } from './window.ts';
