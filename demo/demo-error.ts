/** Something that ends the demo; the message is one line for the person who runs it. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}
