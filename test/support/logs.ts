import type { Log } from '../../lambdas/shared/log.ts';

/** Says nothing. */
export const silentLog: Log = { info() {}, warn() {}, error() {} };

/** Keeps each line's level and message, and an error's own message. */
export function makeLogBook(): Log & { readonly lines: readonly string[] } {
  const lines: string[] = [];
  return {
    lines,
    info: (message) => void lines.push(`info ${message}`),
    warn: (message) => void lines.push(`warn ${message}`),
    error: (message, error) =>
      void lines.push(`error ${message}: ${error instanceof Error ? error.message : String(error)}`),
  };
}
