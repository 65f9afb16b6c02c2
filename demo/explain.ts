import { explainAwsError } from '../src/client/index.ts';

/** Errors that say in one line what a person can do; by name, since some are of folders that the demo does not import. */
const PLAIN = new Set([
  'DemoError',
  'DefinitionError',
  'ProducerError',
  'PortTakenError',
  'DeployError',
  'DataDirectoryInUseError',
  'JournalCorruptError',
]);

/** What ended a run, in one line (a definition's mistakes: one line each). */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (PLAIN.has(error.name)) return error.message;
  const line = explainAwsError(error, undefined) ?? systemError(error);
  return line ?? `unexpected failure: ${String(error).split('\n', 1)[0]}`;
}

/** A file or folder that cannot be used: Node's message names the operation and the path. */
function systemError(error: Error): string | undefined {
  return 'syscall' in error && 'path' in error ? error.message : undefined;
}
