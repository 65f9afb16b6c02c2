/** A state that cannot happen unless the code or the stored state is wrong: crash and alarm, never retry quietly. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** A wrong pipeline definition. `issues` holds one clear line per mistake; all mistakes are reported at once. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  readonly issues: readonly string[];

  constructor(pipelineName: string, issues: readonly string[]) {
    super(`pipeline "${pipelineName}" is not valid:\n${issues.map((issue) => `  - ${issue}`).join('\n')}`);
    this.issues = issues;
  }
}
