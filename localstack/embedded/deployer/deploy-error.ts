/** Something a person can mend in what was given to deploy; the message is one complete line. */
export class DeployError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DeployError';
  }
}
