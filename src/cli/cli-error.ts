/** A mistake of the person at the command line; the message is one line that says what to do. */
export class CliError extends Error {
  override readonly name = 'CliError';
  /** What the program exits with: 1 for work that failed, 2 for a command line that cannot be carried out. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
