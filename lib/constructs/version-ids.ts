import type { Stack } from 'aws-cdk-lib';
import type { DeployedVersion, PipelineSchemas } from './pipeline-schemas.ts';

/** All variables of a function take 4 KB together (Lambda quotas); each of these takes about 60 bytes. */
const MAX_VERSIONS = 30;

/**
 * The ids of committed schema versions as an environment variable, JSON by `<event type>/<version>`: the newest of each event type;
 * a function asks the registry for the others when it meets them.
 */
export function versionIdsVariable(stack: Stack, schemas: PipelineSchemas | undefined): string {
  const versions = schemas?.versions ?? [];
  const newest = new Map(versions.map(({ event, version }) => [event, version]));
  const age = ({ event, version }: DeployedVersion): number => (newest.get(event) ?? version) - version;
  const newestFirst = [...versions].sort((a, b) => age(a) - age(b)).slice(0, MAX_VERSIONS);
  const ids = newestFirst.map(({ event, version, versionId }) => [`${event}/${version}`, versionId]);
  return stack.toJsonString(Object.fromEntries(ids));
}
