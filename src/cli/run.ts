import { CommanderError } from 'commander';
import { ClientError, UnknownName } from '../client/errors.ts';
import { explainAwsError } from '../client/explain-error.ts';
import { explainFailure } from '../client/explain-failure.ts';
import { DefinitionError } from '../engine/errors.ts';
import { ProducerError } from '../producer/errors.ts';
import { CliError } from './cli-error.ts';
import { makeProgram } from './program.ts';
import type { Session } from './session.ts';

export interface RunDeps extends Session {
  /** Writes a line about what went wrong. */
  readonly say: (line: string) => void;
  /** The endpoint in force where the command names none, for messages. */
  readonly endpoint: string | undefined;
}

const FAILURE = 1;
const NOT_USABLE = 2;

/**
 * Runs one command line. Every failure is said in one line.
 *
 * @returns the exit code: 1 where the command failed at its work or found what it looks for, 2 where it could not begin, for a mistake at the
 *   command line or because the pipeline cannot be reached
 */
export async function run(args: readonly string[], deps: RunDeps): Promise<number> {
  const { say } = deps;
  let endpoint = deps.endpoint;
  let isConnecting = false;
  const connecting = async <T>(given: string | undefined, connect: () => Promise<T>): Promise<T> => {
    endpoint = given ?? endpoint;
    isConnecting = true;
    const connected = await connect();
    isConnecting = false;
    return connected;
  };
  const session: Session = {
    ...deps,
    connect: (pipelineName, given) => connecting(given, () => deps.connect(pipelineName, given)),
    connectRegistry: (given) => connecting(given, () => deps.connectRegistry(given)),
    openCheckup: (given) => connecting(given, () => deps.openCheckup(given)),
    sending: {
      ...deps.sending,
      openProducer: (pipeline, given, options) => {
        endpoint = given ?? endpoint;
        return deps.sending.openProducer(pipeline, given, options);
      },
    },
  };
  try {
    await makeProgram(session, say).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return exitCodeOf(error);
    say(explain(error, endpoint));
    if (error instanceof CliError) return isConnecting ? NOT_USABLE : error.exitCode;
    return isConnecting || isOfCaller(error, endpoint) ? NOT_USABLE : FAILURE;
  }
}

/** A command's own codes are kept; commander has 1 for every mistake. */
function exitCodeOf({ code, exitCode }: CommanderError): number {
  return exitCode === 0 || code.startsWith('millrace.') ? exitCode : NOT_USABLE;
}

/** A name that the definition does not have, or a service that does not answer. */
function isOfCaller(error: unknown, endpoint: string | undefined): boolean {
  if (error instanceof ClientError) return error instanceof UnknownName;
  return explainAwsError(error, endpoint) !== undefined;
}

function explain(error: unknown, endpoint: string | undefined): string {
  if (error instanceof CliError || error instanceof ClientError || error instanceof DefinitionError)
    return error.message;
  return explainAwsError(error, endpoint) ?? (error instanceof ProducerError ? error.message : explainFailure(error));
}
