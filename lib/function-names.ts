/** The functions of every pipeline; each is the name of a folder under `lambdas/`. */
export const FUNCTION_NAMES = ['stream-processor', 'watermark-keeper', 'materializer'] as const;

export type FunctionName = (typeof FUNCTION_NAMES)[number];
