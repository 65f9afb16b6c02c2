/** Why the value being read cannot be: where in the event is for whoever catches it. Never leaves this folder. */
export class ReadFault extends Error {
  readonly reason: 'UNDECODABLE' | 'INVALID_EVENT';

  constructor(reason: 'UNDECODABLE' | 'INVALID_EVENT', message: string) {
    super(message);
    this.reason = reason;
  }
}
