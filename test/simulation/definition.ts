import { type EventDecoder, IGNORED } from '../../src/codecs/event-decoder.ts';
import { makeRecordReader, type RecordReader } from '../../src/codecs/record-reader.ts';
import {
  aggregation,
  definePipeline,
  type EventSchema,
  eventType,
  type Measure,
  type MeasureBuilder,
  type Pipeline,
  tumbling,
} from '../../src/engine/index.ts';
import type { Plan } from '../../src/engine/plan.ts';
import type { RejectReason } from '../../src/engine/rejection.ts';
import type { AggregationSpec, MeasureName, Scenario, VersionSpec } from './scenario.ts';
import type { SimEvent } from './workload.ts';

const schema: EventSchema<SimEvent> = { format: 'JSON', versions: [{ version: 1, definition: '{}' }] };
const typeNamed = (name: 'a' | 'b', id?: (event: SimEvent) => string) =>
  eventType(name, { schema, eventTimeMs: (event) => event.t, partitionKey: (event) => event.k, id });
const idOf = (event: SimEvent) => event.id;
const TYPES = { a: typeNamed('a'), b: typeNamed('b') };
const IDENTIFIED_TYPES = { a: typeNamed('a', idOf), b: typeNamed('b', idOf) };

/** The scenario as a user would define it. */
export function pipelineOf(scenario: Scenario, version: VersionSpec): Pipeline {
  const { maxHoldMs, ...policy } = version.policy;
  const { horizonMs } = scenario;
  const types = horizonMs === null ? TYPES : IDENTIFIED_TYPES;
  return definePipeline({
    name: 'simulated',
    records: { format: 'json', typeField: 'type', unknownTypes: scenario.unknownTypes },
    events: [types.a, types.b],
    ...(horizonMs !== null && { dedupe: { horizonMs } }),
    watermark: { ...policy, ...(maxHoldMs === null ? {} : { maxHoldMs }) },
    aggregations: scenario.aggregations.map((spec) => aggregationOf(spec, version, types)),
  });
}

function aggregationOf(spec: AggregationSpec, version: VersionSpec, types: typeof TYPES) {
  return aggregation(spec.name, {
    from: spec.sources.map((name) => types[name]),
    where: (event) => spec.where === 'all' || event.v % 2 === 0,
    key: (event) => {
      if (event.boom && version.throwsOnBoom) throw new TypeError('boom');
      if (spec.key === 'id') return event.id;
      if (spec.key === 'k and all') return [event.k, 'all'];
      return spec.key === 'k twice' ? [event.k, event.k] : event.k;
    },
    window: tumbling(spec.sizeMs, { offsetMs: spec.offsetMs }),
    allowedLatenessMs: spec.latenessMs * version.latenessFactor,
    measures: (measure) => Object.fromEntries(spec.measures.map((name) => [name, measureNamed(measure, name)])),
    keysPerLane: spec.keysPerLane,
    partitions: spec.partitions,
  });
}

function measureNamed(measure: MeasureBuilder<SimEvent>, name: MeasureName): Measure {
  switch (name) {
    case 'count':
      return measure.count();
    case 'evens':
      return measure.countIf((event) => event.v % 2 === 0);
    case 'sum':
      return measure.sum((event) => event.v);
    case 'money':
      return measure.sum((event) => event.d, { scale: 2 });
    case 'mean':
      return measure.mean((event) => event.v);
    case 'least':
      return measure.min((event) => event.w);
    case 'most':
      return measure.max((event) => event.w);
    case 'first':
      return measure.first((event) => event.s);
    case 'last':
      return measure.last((event) => event.s);
  }
}

/**
 * Reads simulated records; events of a schema newer than this version knows are rejected.
 *
 * @param die ends the process
 */
export function readerOf(plan: Plan, scenario: Scenario, version: VersionSpec, die: () => void): RecordReader {
  return makeRecordReader(decoderOf(plan, scenario, version, die));
}

function decoderOf(plan: Plan, { isRegistered }: Scenario, version: VersionSpec, die: () => void): EventDecoder {
  const known = new Set<string>();
  return {
    decode(buffer, start, end) {
      let event: SimEvent;
      try {
        // What the simulated senders wrote, read back.
        event = JSON.parse(buffer.toString('utf8', start, end)) as SimEvent;
      } catch {
        return rejected('UNDECODABLE');
      }
      if (event.isFatal && version.diesOfFatal) {
        die();
        return IGNORED;
      }
      const route = plan.routes.get(event.type);
      if (!route) return plan.pipeline.records.unknownTypes === 'ignore' ? IGNORED : rejected('UNKNOWN_EVENT_TYPE');
      if (event.schema > version.newestSchema) return rejected('INVALID_EVENT');
      const versionId = `${event.type}/${event.schema}`;
      if (isRegistered && !known.has(versionId)) return { kind: 'unknownVersion', versionId };
      return { kind: 'event', route, event };
    },
    learn: ({ versionId }) => void known.add(versionId),
  };
}

function rejected(reason: RejectReason) {
  return { kind: 'rejected', rejection: { reason, message: 'made so' } } as const;
}
