/** What a run on LocalStack needs of the machine. */
export interface Prerequisites {
  /** Why Docker cannot be used, in one line; undefined where it can. */
  readonly dockerProblem: string | undefined;
  readonly authToken: string | undefined;
}

/** Why there can be no run here, in one line; undefined where there can. */
export function skipReason({ dockerProblem, authToken }: Prerequisites): string | undefined {
  const reasons: string[] = [];
  if (dockerProblem !== undefined) reasons.push(dockerProblem);
  if (!authToken) reasons.push('LOCALSTACK_AUTH_TOKEN is not set, without which LocalStack does not start');
  return reasons.length === 0 ? undefined : reasons.join('; ');
}

/** How a command ended. */
export interface CommandResult {
  /** Null where it was ended by a signal or never started. */
  readonly status: number | null;
  readonly stderr: string;
  readonly error?: Error | undefined;
}

/** Reads what `docker compose version` and `docker info` answered. */
export function dockerProblemOf(compose: CommandResult, info: CommandResult): string | undefined {
  if (compose.error) return `Docker is not installed (${compose.error.message})`;
  if (compose.status !== 0) return `Docker Compose is not installed (${firstLine(compose.stderr)})`;
  if (info.error || info.status !== 0) return `the Docker daemon does not answer (${firstLine(info.stderr)})`;
  return undefined;
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
