import { DefinitionError } from '../engine/errors.ts';
import type { Decoded } from '../engine/evaluate.ts';
import { registryNameOf } from '../engine/pipeline.ts';
import type { Plan, Route } from '../engine/plan.ts';
import type { RegisteredVersion } from '../ports/schema-registry.ts';
import { type EventDecoder, IGNORED, rejected, rejectedBy } from './event-decoder.ts';
import {
  DefinitionProblem,
  type EventReader,
  type FormatReader,
  type PayloadReader,
  SchemaMismatch,
} from './event-format.ts';
import { inflatePayload } from './glue-compression.ts';
import { GLUE_HEADER_BYTES, hasGlueHeader, makeGlueHeaderReader } from './glue-header.ts';

export interface GlueDecoderDeps {
  readonly plan: Plan;
  /** The formats of the pipeline's event types. */
  readonly formats: readonly FormatReader[];
  readonly unknownTypes: 'reject' | 'ignore';
  /** Decodes records without the header; left out: they are rejected. */
  readonly withoutHeader?: EventDecoder | undefined;
}

/** What is done with records of one schema version. */
type Reading = { readonly route: Route; readonly read: PayloadReader } | Decoded;

interface Target {
  readonly route: Route;
  readonly reader: EventReader;
}

/** Schema versions that one instance remembers; what is forgotten is asked for again. */
const MAX_VERSIONS = 500;

/**
 * Makes the decoder of records with the header of Glue Schema Registry: it names the schema version, from which event type and
 * format follow; whichever version that is, events come out as today's type.
 *
 * @throws DefinitionError where an event type's schema is unsound, or of a format that is not among `formats`
 */
export function makeGlueDecoder({ plan, formats, unknownTypes, withoutHeader }: GlueDecoderDeps): EventDecoder {
  const registryName = registryNameOf(plan.pipeline);
  const targets = targetsOf(plan, formats);
  const readHeader = makeGlueHeaderReader();
  const readings = new Map<string, Reading>();

  const readingOf = ({ registryName: registry, schemaName, format, definition }: RegisteredVersion): Reading => {
    const target = registry === registryName ? targets.get(schemaName) : undefined;
    if (!target) {
      if (unknownTypes === 'ignore') return IGNORED;
      const known = [...targets.keys()].join(', ');
      const message = `the record's schema is "${schemaName}" of registry "${registry}", known are ${known} of "${registryName}"`;
      return rejected({ reason: 'UNKNOWN_EVENT_TYPE', message });
    }
    try {
      if (format !== target.route.type.schema.format) {
        throw new SchemaMismatch(`it is ${format}, the event type is ${target.route.type.schema.format}`);
      }
      return { route: target.route, read: target.reader.writtenUnder(definition) };
    } catch (error) {
      if (!(error instanceof SchemaMismatch)) throw error;
      const message = `events of schema "${schemaName}" cannot be read as today's from this version: ${error.message}`;
      return rejected({ reason: 'INCOMPATIBLE_SCHEMA', message });
    }
  };

  return {
    decode(buffer, start, end) {
      if (withoutHeader && !hasGlueHeader(buffer, start, end)) return withoutHeader.decode(buffer, start, end);
      const header = readHeader(buffer, start, end);
      if ('reason' in header) return rejected(header);
      const reading = readings.get(header.versionId);
      if (!reading) return { kind: 'unknownVersion', versionId: header.versionId };
      if ('kind' in reading) return reading;
      const { route, read } = reading;
      try {
        if (header.compression === 'none') {
          return { kind: 'event', route, event: read(buffer, start + GLUE_HEADER_BYTES, end) };
        }
        const payload = inflatePayload(buffer, start + GLUE_HEADER_BYTES, end);
        if ('reason' in payload) return rejected(payload);
        return { kind: 'event', route, event: read(payload, 0, payload.length) };
      } catch (error) {
        return rejectedBy(error);
      }
    },

    learn(version) {
      if (readings.size >= MAX_VERSIONS) {
        const [oldest] = readings.keys();
        if (oldest !== undefined) readings.delete(oldest);
      }
      readings.set(version.versionId, readingOf(version));
    },
  };
}

function targetsOf(plan: Plan, formats: readonly FormatReader[]): ReadonlyMap<string, Target> {
  const targets = new Map<string, Target>();
  const issues: string[] = [];
  for (const [name, route] of plan.routes) {
    const { format } = route.type.schema;
    const reader = formats.find((candidate) => candidate.format === format);
    try {
      if (reader) targets.set(name, { route, reader: reader.readerOf(route.type) });
      else issues.push(`event type "${name}": its format ${format} is not among those of this build: deploy again`);
    } catch (error) {
      if (!(error instanceof DefinitionProblem)) throw error;
      issues.push(error.message);
    }
  }
  if (issues.length > 0) throw new DefinitionError(plan.pipeline.name, issues);
  return targets;
}
