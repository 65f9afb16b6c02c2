import { Aws, Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import { pinLogicalId } from './logical-id.ts';

/** SQS keeps a message 14 days at most. */
const LONGEST_RETENTION = Duration.days(14);

/**
 * A message that SQS moves to a dead-letter queue keeps its age. Half of the longest retention leaves a rejected record at least as
 * long in the dead-letter queue as it can have spent in the retry queue.
 */
const RETRY_RETENTION = Duration.days(7);

/** A task carries no data and is sent again every minute while its mark is there: old ones would only pile up behind a failure. */
const TASK_RETENTION = Duration.hours(1);

/** A poke is replaced by the next minute's tick. A short life keeps one that always fails from blocking the only message group. */
const POKE_RETENTION = Duration.minutes(10);

interface PipelineQueuesProps {
  readonly settings: Settings;
  readonly removalPolicy: RemovalPolicy;
}

/** All queues of a pipeline. */
export class PipelineQueues extends Construct {
  /** Window-partitions to materialize. */
  readonly tasks: Queue;
  /** Requests to move the watermark, one at a time. */
  readonly pokes: Queue;
  /** Rejected records, whole. */
  readonly retry: Queue;
  /** Rejected records that kept failing; the console's "Start DLQ redrive" sends them back to `retry`. */
  readonly dlq: Queue;
  /** Events beyond the allowed lateness. */
  readonly late: Queue;
  /** What Lambda could not hand to the stream processor at all. */
  readonly undeliverable: Queue;

  constructor(scope: Construct, id: string, { settings, removalPolicy }: PipelineQueuesProps) {
    super(scope, id);
    this.tasks = this.makeQueue('TasksQueue', {
      visibilityTimeout: Duration.seconds(settings.taskVisibilitySeconds),
      retentionPeriod: TASK_RETENTION,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.pokes = this.makeQueue('PokesQueue', {
      fifo: true,
      // EventBridge Scheduler cannot send a deduplication id; its input carries the execution id, so each tick is its own content.
      contentBasedDeduplication: true,
      visibilityTimeout: Duration.seconds(settings.pokeVisibilitySeconds),
      retentionPeriod: POKE_RETENTION,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    // The two queues name each other, so one of them needs a name known before it exists. The stack id's first block makes it
    // as unique as a generated one: a stack created again does not meet the queue it once retained.
    const stackIdBlock = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));
    const retryName = `${Stack.of(this).stackName}-retry-${stackIdBlock}`;
    const retryArn = Stack.of(this).formatArn({ service: 'sqs', resource: retryName });
    this.dlq = this.makeQueue('DeadLetterQueue', {
      retentionPeriod: LONGEST_RETENTION,
      redriveAllowPolicy: {
        redrivePermission: RedrivePermission.BY_QUEUE,
        sourceQueues: [Queue.fromQueueArn(this, 'RetryQueueByArn', retryArn)],
      },
      removalPolicy,
    });
    this.retry = this.makeQueue('RetryQueue', {
      queueName: retryName,
      retentionPeriod: RETRY_RETENTION,
      deadLetterQueue: { queue: this.dlq, maxReceiveCount: settings.retryMaxReceives },
      removalPolicy,
    });
    this.late = this.makeQueue('LateQueue', { retentionPeriod: LONGEST_RETENTION, removalPolicy });
    this.undeliverable = this.makeQueue('UndeliverableQueue', { retentionPeriod: LONGEST_RETENTION, removalPolicy });
    this.acknowledgeFindings();
  }

  private makeQueue(id: string, props: QueueProps): Queue {
    const queue = new Queue(this, id, { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, ...props });
    pinLogicalId(queue, id);
    return queue;
  }

  private acknowledgeFindings(): void {
    const noDeadLetterQueue = (queue: Queue, reason: string) =>
      acknowledge(queue, { 'AwsSolutions-SQS3': reason, 'Serverless-SQSRedrivePolicy': reason });
    noDeadLetterQueue(
      this.tasks,
      'A lost task is sent again within a minute, because its mark is still in the state table.',
    );
    noDeadLetterQueue(this.pokes, 'A lost poke is replaced by the next tick, a minute later.');
    noDeadLetterQueue(
      this.late,
      'The end of a path: it keeps events for a person or a later consumer, with an alarm on their age.',
    );
    noDeadLetterQueue(
      this.undeliverable,
      'The end of a path: it keeps references to records that Lambda could not deliver, with an alarm.',
    );
    noDeadLetterQueue(this.dlq, 'It is the dead-letter queue.');
  }
}
