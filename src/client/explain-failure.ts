/** A failure that nobody foresaw, in one line; for a source file that does not parse, where and why. */
export function explainFailure(error: unknown): string {
  const [first = '', second = ''] = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).split(
    '\n',
  );
  // What loads TypeScript says on its first line only that there is an error.
  return error instanceof Error && error.name === 'TransformError' ? second : `unexpected failure: ${first}`;
}
