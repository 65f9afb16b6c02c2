/** A mistake of the person at the command line; the message is one line that says what to do. */
export class CliError extends Error {
  override readonly name = 'CliError';
}
