import type { Decoded } from '../../src/engine/evaluate.ts';
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
const typeNamed = (name: 'a' | 'b') =>
  eventType(name, { schema, eventTimeMs: (event) => event.t, partitionKey: (event) => event.k });
const TYPES = { a: typeNamed('a'), b: typeNamed('b') };

/** The scenario as a user would define it. */
export function pipelineOf(scenario: Scenario, version: VersionSpec): Pipeline {
  const { maxHoldMs, ...policy } = version.policy;
  return definePipeline({
    name: 'simulated',
    records: { format: 'json', typeField: 'type', unknownTypes: scenario.unknownTypes },
    events: [TYPES.a, TYPES.b],
    watermark: { ...policy, ...(maxHoldMs === null ? {} : { maxHoldMs }) },
    aggregations: scenario.aggregations.map((spec) => aggregationOf(spec, version)),
  });
}

function aggregationOf(spec: AggregationSpec, version: VersionSpec) {
  return aggregation(spec.name, {
    from: spec.sources.map((name) => TYPES[name]),
    where: (event) => spec.where === 'all' || event.v % 2 === 0,
    key: (event) => {
      if (event.boom) throw new TypeError('boom');
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

/** Decodes simulated records; those of a schema newer than this version knows are rejected. */
export function decoderOf(plan: Plan, version: VersionSpec): (dataBase64: string) => Decoded {
  return (dataBase64) => {
    let event: SimEvent;
    try {
      // What the simulated senders wrote, read back.
      event = JSON.parse(Buffer.from(dataBase64, 'base64').toString('utf8')) as SimEvent;
    } catch {
      return rejected('UNDECODABLE');
    }
    const route = plan.routes.get(event.type);
    if (!route)
      return plan.pipeline.records.unknownTypes === 'ignore' ? { kind: 'ignored' } : rejected('UNKNOWN_EVENT_TYPE');
    return event.schema > version.newestSchema ? rejected('INVALID_EVENT') : { kind: 'event', route, event };
  };
}

function rejected(reason: RejectReason): Decoded {
  return { kind: 'rejected', rejection: { reason, message: 'made so' } };
}
