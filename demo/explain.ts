import { explainAwsError, explainFailure } from '../src/client/index.ts';

/** Errors that say in one line what a person can do; by name, since some are of folders that the demo does not import. */
const PLAIN = new Set([
  'DemoError',
  'DefinitionError',
  'ProducerError',
  'RefusedEvent',
  'ClientError',
  'PortTakenError',
  'DeployError',
  'DataDirectoryInUseError',
  'JournalCorruptError',
]);

/** What ended a run, in one line (a definition's mistakes: one line each). */
export function explain(error: unknown): string {
  if (error instanceof Error && PLAIN.has(error.name)) return error.message;
  return explainAwsError(error, 'the local AWS') ?? systemError(error) ?? explainFailure(error);
}

/** A file or folder that cannot be used: Node's message names the operation and the path. */
function systemError(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error && 'path' in error ? error.message : undefined;
}
