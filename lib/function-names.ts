/** The functions of every pipeline; each is the name of a folder under `lambdas/`. */
export const FUNCTION_NAMES = ['stream-processor', 'watermark-keeper', 'materializer', 'redriver', 'recovery'] as const;

export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** A value for each function, by its name. */
export function forEachFunction<Value>(make: (name: FunctionName) => Value): Readonly<Record<FunctionName, Value>> {
  return {
    'stream-processor': make('stream-processor'),
    'watermark-keeper': make('watermark-keeper'),
    materializer: make('materializer'),
    redriver: make('redriver'),
    recovery: make('recovery'),
  };
}
