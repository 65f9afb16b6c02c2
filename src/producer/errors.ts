/** Something could not be sent; the message is one line that says why. */
export class ProducerError extends Error {
  override readonly name: string = 'ProducerError';
}

/** One event or record that cannot go out as it is; whatever is sent before and after it is not affected. */
export class RefusedEvent extends ProducerError {
  override readonly name = 'RefusedEvent';
}
