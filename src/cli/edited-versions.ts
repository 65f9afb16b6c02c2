import type { CommittedSchema } from './committed-schemas.ts';
import { changesSince } from './git-changes.ts';
import type { Output } from './session.ts';

/**
 * Schema files that are in a git ref and not the same now, a line each with the cure. Records written under a version are read by its
 * text for as long as they live, so a version never changes; an event type may go, with all of its versions.
 */
export async function editedVersions(
  project: string,
  ref: string,
  schemas: readonly CommittedSchema[],
  output: Output,
): Promise<string[]> {
  const folders = [...new Set(schemas.map(({ pipeline }) => `pipelines/${pipeline}/schemas`))];
  if (folders.length === 0) return [];
  const changes = await changesSince(project, ref, folders);
  if ('because' in changes) {
    output.note(`not compared with ${ref}: ${changes.because}`);
    return [];
  }
  const lines = (paths: readonly string[], what: string): string[] =>
    paths.flatMap((path) => {
      const schema = schemas.find(({ pipeline, event }) => path.startsWith(`pipelines/${pipeline}/schemas/${event}/`));
      if (!schema) return [];
      const restore = `restore it (git checkout ${ref} -- ${path})`;
      return `${path} ${what} ${ref}: records are read by the version they were written under, so ${restore} and ${insteadOf(path, schema)}`;
    });
  return [...lines(changes.changed, 'differs from'), ...lines(changes.removed, 'is gone since')];
}

function insteadOf(path: string, { newest }: CommittedSchema): string {
  const extension = path.slice(path.lastIndexOf('.'));
  if (!newest.path.endsWith(extension)) return 'give the other format an event type of its own';
  return `put the change into ${newest.path.replace(/v\d+(?=\.\w+$)/, `v${newest.version + 1}`)}`;
}
