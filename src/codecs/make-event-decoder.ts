import { InvariantError } from '../engine/errors.ts';
import { type Pipeline, registryNameOf } from '../engine/pipeline.ts';
import type { Plan } from '../engine/plan.ts';
import type { RegisteredVersion } from '../ports/schema-registry.ts';
import type { EventDecoder } from './event-decoder.ts';
import type { FormatReader } from './event-format.ts';
import { makeGlueDecoder } from './glue-decoder.ts';
import { makeJsonDecoder } from './json-decoder.ts';

/** The ids that the registry gave committed schema versions, by `<event type>/<version>`. */
export type VersionIds = Readonly<Record<string, string>>;

/**
 * Makes the decoder that a pipeline's definition asks for. It knows the committed schema versions from the beginning, so that a cold
 * start asks the registry nothing.
 *
 * @param formats readers of the formats of the pipeline's event types
 * @throws DefinitionError where an event type's schema cannot be used
 */
export function makeEventDecoder(plan: Plan, formats: readonly FormatReader[], versionIds: VersionIds): EventDecoder {
  const { records } = plan.pipeline;
  if (records.format === 'json') return makeJsonDecoder(plan, records);
  const { unknownTypes = 'reject', withoutHeader } = records;
  const decoder = makeGlueDecoder({
    plan,
    formats,
    unknownTypes,
    withoutHeader: withoutHeader && makeJsonDecoder(plan, { ...withoutHeader, unknownTypes }),
  });
  for (const version of committedVersions(plan.pipeline, versionIds)) decoder.learn(version);
  return decoder;
}

function committedVersions(pipeline: Pipeline, versionIds: VersionIds): RegisteredVersion[] {
  return Object.entries(versionIds).map(([name, versionId]) => {
    const [event = '', number] = name.split('/');
    const type = pipeline.events.find((candidate) => candidate.name === event);
    const committed = type?.schema.versions.find(({ version }) => version === Number(number));
    if (!type || !committed) {
      throw new InvariantError(
        `schema version ${versionId} stands for "${name}", which this code does not have: deploy again`,
      );
    }
    return {
      versionId,
      registryName: registryNameOf(pipeline),
      schemaName: event,
      versionNumber: committed.version,
      format: type.schema.format,
      definition: committed.definition,
    };
  });
}
