import { Logger } from '@aws-lambda-powertools/logger';

type Fields = Readonly<
  Record<string, string | number | boolean | null | undefined | Readonly<Record<string, unknown>>>
>;

/** Structured log lines. Never pass a payload. */
export interface Log {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, error: unknown, fields?: Fields): void;
}

/** A function's own log. */
export interface FunctionLog extends Log {
  /** Call it as an invocation begins: its lines carry the request's id from then on. */
  begin(invocation: { readonly awsRequestId: string }): void;
}

/** JSON lines on standard output, by Powertools; the level follows POWERTOOLS_LOG_LEVEL. */
export function makeLog(serviceName: string, pipeline: string): FunctionLog {
  const logger = new Logger({ serviceName, persistentKeys: { pipeline } });
  return {
    begin: ({ awsRequestId }) => logger.appendKeys({ requestId: awsRequestId }),
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    error: (message, error, fields = {}) =>
      logger.error(message, { ...fields, error: error instanceof Error ? error : new Error(String(error)) }),
  };
}
