/** A record could not be sent; the message is one line that says why. */
export class ProducerError extends Error {
  override readonly name = 'ProducerError';
}
