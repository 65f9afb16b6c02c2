/** Something the caller can put right; the message is one line that says what to do. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
}
