/** What a synchronous invocation came to. `throttled` and `rejected` never reached the function. */
export type InvokeResult =
  | ({ readonly outcome: 'success' } & Executed)
  | ({ readonly outcome: 'function-error'; readonly functionError: 'Unhandled' } & Executed)
  | { readonly outcome: 'throttled'; readonly requestId: string }
  | { readonly outcome: 'rejected'; readonly requestId: string; readonly reason: string };

interface Executed {
  readonly requestId: string;
  /** JSON text: the handler's value, or the error document. */
  readonly payload: string;
  readonly durationMs: number;
}

/** Invokes a function with a JSON text and waits for its answer. */
export type Invoke = (functionName: string, event: string) => Promise<InvokeResult>;

/** Synchronous payload limits (Lambda quotas): 6 MB of request, 100 bytes more of response. */
export const MAX_REQUEST_BYTES = 6_291_456;
export const MAX_RESPONSE_BYTES = 6_291_556;

const errorDocument = (errorType: string, errorMessage: string) => JSON.stringify({ errorType, errorMessage });

/** The error documents that Lambda itself produces when a process gives no answer. */
export const runtimeErrors = {
  timedOut: (requestId: string, timeoutSeconds: number) =>
    errorDocument(
      'Sandbox.Timedout',
      `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
    ),
  exited: (requestId: string, exit: ProcessExit) =>
    errorDocument('Runtime.ExitError', `RequestId: ${requestId} Error: ${describeExit(exit)}`),
  responseTooLarge: () =>
    errorDocument(
      'Function.ResponseSizeTooLarge',
      `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
    ),
};

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: string | null;
}

function describeExit({ code, signal }: ProcessExit): string {
  if (signal !== null) return `Runtime exited with error: signal: ${signal === 'SIGKILL' ? 'killed' : signal}`;
  return code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
}
