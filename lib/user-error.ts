/** Something the person who runs the command can put right. `issues` holds one clear line per mistake; all are reported at once. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly issues: readonly string[];

  constructor(issues: readonly string[]) {
    super(issues.join('\n'));
    this.issues = issues;
  }
}
