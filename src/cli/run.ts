import { CommanderError } from 'commander';
import { ClientError } from '../client/errors.ts';
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

/** Runs one command line. Every failure is said in one line. @returns the exit code */
export async function run(args: readonly string[], deps: RunDeps): Promise<number> {
  const { say } = deps;
  let endpoint = deps.endpoint;
  const session: Session = {
    ...deps,
    connect: (pipelineName, given) => {
      endpoint = given ?? endpoint;
      return deps.connect(pipelineName, given);
    },
    connectRegistry: (given) => {
      endpoint = given ?? endpoint;
      return deps.connectRegistry(given);
    },
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
    if (error instanceof CommanderError) return error.exitCode;
    say(explain(error, endpoint));
    return 1;
  }
}

function explain(error: unknown, endpoint: string | undefined): string {
  if (error instanceof CliError || error instanceof ClientError || error instanceof DefinitionError)
    return error.message;
  return explainAwsError(error, endpoint) ?? (error instanceof ProducerError ? error.message : explainFailure(error));
}
