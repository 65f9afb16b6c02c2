import { Aws, Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import { pinLogicalId } from './logical-id.ts';

/** SQS keeps a message 14 days at most. */
const LONGEST_RETENTION = Duration.days(14);

/** The most that SQS takes. A queue that was made when 256 KiB were the most stays at that until it is told. */
const LARGEST_MESSAGE_BYTES = 1_048_576;

/** How often recovery gets what names undeliverable records before SQS sets it aside: as Lambda asks for where a queue feeds a function. */
const RECOVERY_MAX_RECEIVES = 5;

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
  /** Rejected records, whole, tried again. */
  readonly retry: Queue;
  /** Rejected records that kept failing; the console's "Start DLQ redrive" sends them back to `retry`. */
  readonly dlq: Queue;
  /** Events beyond the allowed lateness. */
  readonly late: Queue;
  /** What Lambda could not hand to the stream processor at all. */
  readonly undeliverable: Queue;
  /** What names undeliverable records that could not be read from the stream again. */
  readonly unrecovered: Queue;

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
      retentionPeriod: Duration.days(settings.dlqRetentionDays),
      maxMessageSizeBytes: LARGEST_MESSAGE_BYTES,
      redriveAllowPolicy: {
        redrivePermission: RedrivePermission.BY_QUEUE,
        sourceQueues: [Queue.fromQueueArn(this, 'RetryQueueByArn', retryArn)],
      },
      removalPolicy,
    });
    this.retry = this.makeQueue('RetryQueue', {
      queueName: retryName,
      visibilityTimeout: Duration.seconds(settings.retryVisibilitySeconds),
      retentionPeriod: Duration.days(settings.retryRetentionDays),
      maxMessageSizeBytes: LARGEST_MESSAGE_BYTES,
      deadLetterQueue: { queue: this.dlq, maxReceiveCount: settings.retryMaxReceives },
      removalPolicy,
    });
    this.late = this.makeQueue('LateQueue', {
      retentionPeriod: LONGEST_RETENTION,
      maxMessageSizeBytes: LARGEST_MESSAGE_BYTES,
      removalPolicy,
    });
    this.unrecovered = this.makeQueue('UnrecoveredQueue', { retentionPeriod: LONGEST_RETENTION, removalPolicy });
    this.undeliverable = this.makeQueue('UndeliverableQueue', {
      visibilityTimeout: Duration.seconds(settings.undeliverableVisibilitySeconds),
      retentionPeriod: LONGEST_RETENTION,
      deadLetterQueue: { queue: this.unrecovered, maxReceiveCount: RECOVERY_MAX_RECEIVES },
      removalPolicy,
    });
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
      'The end of a path: it keeps events for a person to admit or to leave, with an alarm on their age.',
    );
    for (const queue of [this.dlq, this.unrecovered]) noDeadLetterQueue(queue, 'It is a dead-letter queue.');
  }
}
