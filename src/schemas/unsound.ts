/** A definition that is no sound schema of its format; the message is one line for a person. Never leaves this folder. */
export class Unsound extends Error {
  override readonly name = 'Unsound';
}

/** The problem that reading a definition meets, undefined where it meets none. */
export function problemOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof Unsound) return error.message;
    throw error;
  }
}

/** A name or value as messages show it: quoted, on one line, cut. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
