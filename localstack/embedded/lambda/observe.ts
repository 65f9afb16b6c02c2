import type { InvokeResult } from './invocation.ts';

/** Told of every invocation that the function was there for, when it has come to its end. */
export type ObserveInvocation = (functionName: string, result: InvokeResult, startedMs: number) => void;

export const UNOBSERVED: ObserveInvocation = () => {};
