import type { Stack } from 'aws-cdk-lib';
import type { FunctionName } from '../function-names.ts';
import type { Settings } from '../settings.ts';
import type { StateStack } from '../stacks/state-stack.ts';
import { versionIdsVariable } from './version-ids.ts';

interface EnvironmentContext {
  /** Stack of the functions. */
  readonly stack: Stack;
  readonly state: StateStack;
  readonly settings: Settings;
  readonly definitionHashes: Readonly<Record<string, string>>;
  /** Fingerprint of the function's code. */
  readonly codeVersion: string;
}

/** V8 keeps three of them; beyond this size nothing is gained. */
const MAX_SEMI_SPACE_MB = 64;

/**
 * Room for the events of a whole batch among the young objects, at most three sixteenths of the function's memory. With Node's own 16 MB
 * a batch of packed records is copied again and again while it is worked on, a quarter of the processor time (`npm run bench -- packed`).
 */
function youngGeneration(memoryMb: number): string {
  return `--max-semi-space-size=${Math.min(MAX_SEMI_SPACE_MB, Math.max(1, 2 ** Math.floor(Math.log2(memoryMb / 16))))}`;
}

/** The variables of a function: exactly those that it reads. Each name means the same in every function. */
export function environmentOf(name: FunctionName, context: EnvironmentContext): Record<string, string> {
  const { stack, state, settings, definitionHashes, codeVersion } = context;
  const { queues } = state;
  const stateTable = { STATE_TABLE: state.stateTable.tableName };
  const meaning = { DEFINITION_HASHES: JSON.stringify(definitionHashes) };
  const stream = { STREAM_NAME: state.stream.streamName };
  const retention = { STREAM_RETENTION_HOURS: String(settings.retentionHours) };
  const tasks = { TASKS_QUEUE_URL: queues.tasks.queueUrl };
  const letters = {
    RETRY_QUEUE_URL: queues.retry.queueUrl,
    ARCHIVE_BUCKET: state.archive.bucketName,
    CODE_VERSION: codeVersion,
  };
  const late = { LATE_QUEUE_URL: queues.late.queueUrl };
  const metrics = { METRICS: settings.metrics ? 'on' : 'off', POWERTOOLS_METRICS_NAMESPACE: 'Millrace' };
  const schemas = { SCHEMA_VERSIONS: versionIdsVariable(stack, state.schemas) };
  switch (name) {
    case 'stream-processor':
      return {
        ...stateTable,
        ...meaning,
        ...stream,
        ...retention,
        ...tasks,
        ...letters,
        ...late,
        ...schemas,
        ...metrics,
        POKES_QUEUE_URL: queues.pokes.queueUrl,
        FUNCTION_TIMEOUT_SECONDS: String(settings.processorTimeoutSeconds),
        CIRCUIT_BREAKER_SHARE: String(settings.circuitBreakerShare),
        CIRCUIT_BREAKER_EVENTS: String(settings.circuitBreakerEvents),
        NODE_OPTIONS: youngGeneration(settings.processorMemoryMb),
      };
    case 'watermark-keeper':
      return {
        ...stateTable,
        ...stream,
        ...retention,
        ...tasks,
        ...metrics,
        ACCEPTANCE_DAYS: String(settings.acceptanceDays),
      };
    case 'materializer':
      return {
        ...stateTable,
        ...meaning,
        ...metrics,
        RESULTS_TABLE: state.resultsTable.tableName,
        ...(state.resultsStream && { RESULTS_STREAM: state.resultsStream.streamName }),
      };
    case 'redriver':
      return {
        ...stateTable,
        ...meaning,
        ...stream,
        ...retention,
        ...tasks,
        ...letters,
        ...late,
        ...schemas,
        ...metrics,
        RETRY_BACK_OFF_SECONDS: String(settings.retryBackOffSeconds),
        RETRY_MAX_RECEIVES: String(settings.retryMaxReceives),
      };
    case 'recovery':
      return { ...stateTable, ...stream, ...letters };
  }
}
