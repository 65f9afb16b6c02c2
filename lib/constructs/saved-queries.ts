import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { FUNCTION_NAMES, type FunctionName } from '../function-names.ts';
import type { ProcessingStack } from '../stacks/processing-stack.ts';

/** A question to the logs, in the language of CloudWatch Logs Insights: one command a line. */
interface SavedQuery {
  /** As the console lists it, below `millrace/<pipeline>`. */
  readonly name: string;
  /** Whose logs it reads. @default - all functions' */
  readonly of?: readonly FunctionName[];
  readonly lines: readonly string[];
}

/** Fields are those of Powertools' logger, of its metrics lines, and with `@` those that Lambda writes. */
export const SAVED_QUERIES = {
  ErrorsByFunction: {
    name: 'errors by function',
    lines: [
      // A process that ended without a word leaves a line of Lambda's alone, which has no service and no message.
      'filter level = "ERROR" or @message like /Task timed out|Runtime exited/',
      'fields coalesce(service, @log) as source, coalesce(message, @message) as line',
      'stats count(*) as times, max(@timestamp) as latest by source, line, error.message',
      'sort times desc',
      'limit 100',
    ],
  },
  SlowestBatches: {
    name: 'slowest batches',
    of: ['stream-processor'],
    lines: [
      'filter ispresent(BatchDuration)',
      'fields @timestamp, BatchDuration, BatchRecords, EventsRead, WriteUnits, WriteConflicts, Throttles, CacheMisses',
      'sort BatchDuration desc',
      'limit 50',
    ],
  },
  HotLanes: {
    name: 'hot lanes',
    of: ['stream-processor'],
    // CloudWatch charges for metrics by shard; the logs have them anyway.
    lines: [
      'filter message = "batch"',
      'stats count(*) as batches, sum(records) as recordsHanded, sum(fresh) as eventsNew by shard',
      'sort recordsHanded desc',
      'limit 20',
    ],
  },
  RejectedReasons: {
    name: 'rejected reasons',
    of: ['redriver'],
    lines: [
      'filter message = "still rejected"',
      'stats count(*) as attempts, count_distinct(position) as records, max(@timestamp) as latest by reason',
      'sort records desc',
    ],
  },
  CircuitBreaker: {
    name: 'circuit breaker',
    of: ['stream-processor'],
    lines: [
      'filter message like /^circuit open/',
      'fields @timestamp, shard, sequenceNumber, message, error.message',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
  ColdStarts: {
    name: 'cold starts',
    lines: [
      'filter @type = "REPORT"',
      'stats count(*) as invocations, count(@initDuration) as coldStarts, avg(@initDuration) as averageMs, max(@initDuration) as longestMs, max(@maxMemoryUsed / 1000000) as memoryMb by @log',
      'sort coldStarts desc',
    ],
  },
  OneRequest: {
    name: 'one request across functions',
    // A trace id or a position in the stream, put here instead, follows one record through all functions.
    lines: [
      'filter @message like "PUT-THE-REQUEST-ID-HERE"',
      'fields @timestamp, service, level, message, @message',
      'sort @timestamp asc',
      'limit 1000',
    ],
  },
} satisfies Record<string, SavedQuery>;

/** Saves the questions, each with the log groups that it reads. */
export function saveQueries(scope: Construct, pipelineName: string, functions: ProcessingStack['functions']): void {
  for (const [id, query] of Object.entries<SavedQuery>(SAVED_QUERIES)) {
    new CfnQueryDefinition(scope, `${id}Query`, {
      name: `millrace/${pipelineName}/${query.name}`,
      queryString: query.lines.join('\n| '),
      logGroupNames: (query.of ?? FUNCTION_NAMES).map((name) => functions[name].logGroup.logGroupName),
    });
  }
}
