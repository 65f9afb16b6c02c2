import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FunctionName } from '../function-names.ts';

/** ARNs of what the functions of a pipeline touch. */
export interface PipelineArns {
  readonly stream: string;
  readonly stateTable: string;
  readonly resultsTable: string;
  /** Undefined where results are not published. */
  readonly resultsStream: string | undefined;
  readonly tasks: string;
  readonly pokes: string;
  readonly retry: string;
  readonly late: string;
  readonly undeliverable: string;
  readonly archive: string;
  /** The archive's objects that letters refer to. */
  readonly letters: string;
}

/**
 * Each function's permissions: exactly the API actions it calls, or that its event source mapping calls in its name, on exactly the
 * resources concerned. The CDK's `grant…` helpers give more.
 */
export function permissionsOf(
  name: FunctionName,
  arns: PipelineArns,
  { readsSchemas }: { readonly readsSchemas: boolean },
): PolicyStatement[] {
  switch (name) {
    case 'stream-processor':
      return [
        ...pollStream(arns.stream),
        allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], [arns.stateTable]),
        // `undeliverable` is the mapping's on-failure destination, which Lambda writes to with the function's role.
        allow(['sqs:SendMessage'], [arns.retry, arns.late, arns.tasks, arns.pokes, arns.undeliverable]),
        allow(['s3:PutObject'], [arns.letters]),
        ...askRegistry(readsSchemas),
      ];
    case 'watermark-keeper':
      return [
        allow(
          ['kinesis:DescribeStreamSummary', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'],
          [arns.stream],
        ),
        allow(
          ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
          [arns.stateTable],
        ),
        allow(['sqs:SendMessage'], [arns.tasks]),
        consume(arns.pokes),
      ];
    case 'materializer':
      return [
        allow(['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], [arns.stateTable]),
        allow(['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'], [arns.resultsTable]),
        // The key of Kinesis itself encrypts for whoever may write.
        ...(arns.resultsStream === undefined ? [] : [allow(['kinesis:PutRecords'], [arns.resultsStream])]),
        consume(arns.tasks),
      ];
    case 'redriver':
      return [
        // For senders' ids: what lanes descend from.
        allow(['kinesis:ListShards'], [arns.stream]),
        allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], [arns.stateTable]),
        // A packed record goes back to the retry queue, each event by itself.
        allow(['sqs:SendMessage'], [arns.retry, arns.late, arns.tasks]),
        allow(['s3:GetObject', 's3:PutObject'], [arns.letters]),
        // Without it S3 answers that reading is forbidden where nothing is there (API reference, GetObject).
        allow(['s3:ListBucket'], [arns.archive]),
        ...askRegistry(readsSchemas),
        consume(arns.retry),
        allow(['sqs:ChangeMessageVisibility'], [arns.retry]),
      ];
    case 'recovery':
      return [
        allow(['kinesis:DescribeStreamSummary', 'kinesis:GetRecords', 'kinesis:GetShardIterator'], [arns.stream]),
        allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [arns.stateTable]),
        allow(['sqs:SendMessage'], [arns.retry]),
        allow(['s3:PutObject'], [arns.letters]),
        consume(arns.undeliverable),
      ];
  }
}

/** What Lambda checks for when it creates a Kinesis mapping. IAM knows ListStreams on all streams only. */
function pollStream(arn: string): PolicyStatement[] {
  return [
    allow(
      [
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:GetRecords',
        'kinesis:GetShardIterator',
        'kinesis:ListShards',
      ],
      [arn],
    ),
    allow(['kinesis:ListStreams'], ['*']),
  ];
}

/** A version is asked for by its id alone, so Glue checks for all schemas. */
function askRegistry(readsSchemas: boolean): PolicyStatement[] {
  return readsSchemas ? [allow(['glue:GetSchemaVersion'], ['*'])] : [];
}

/** What Lambda does to the queue of an SQS mapping, with the function's role. */
function consume(arn: string): PolicyStatement {
  return allow(['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], [arn]);
}

function allow(actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources });
}
