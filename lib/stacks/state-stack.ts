import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Pipeline } from '../../src/engine/pipeline.ts';
import { makeArchiveBucket } from '../constructs/archive-bucket.ts';
import { makeEventStream } from '../constructs/event-stream.ts';
import { PipelineQueues } from '../constructs/pipeline-queues.ts';
import { PipelineSchemas } from '../constructs/pipeline-schemas.ts';
import { PipelineTables } from '../constructs/pipeline-tables.ts';
import { cdkRemovalPolicy } from '../constructs/removal-policy.ts';
import { makeResultsStream } from '../constructs/results-stream.ts';
import type { Settings } from '../settings.ts';

interface StateStackProps extends StackProps {
  readonly settings: Settings;
  readonly definition: Pipeline;
}

/** Everything that outlives a deployment of code: stream, tables, queues, archive bucket, schemas. */
export class StateStack extends Stack {
  readonly stream: Stream;
  readonly stateTable: Table;
  readonly resultsTable: Table;
  /** Undefined where the settings want none. */
  readonly resultsStream: Stream | undefined;
  readonly queues: PipelineQueues;
  /** Records that a queue's message cannot hold. */
  readonly archive: Bucket;
  /** Imports the archive's ARN under a name that is known beforehand, so that findings about its objects can be told apart. */
  readonly archiveArn: string;
  /** Undefined where records carry no registry's header. */
  readonly schemas: PipelineSchemas | undefined;

  constructor(scope: Construct, id: string, { settings, definition, ...props }: StateStackProps) {
    super(scope, id, { ...props, terminationProtection: settings.removalPolicy === 'retain' });
    const removalPolicy = cdkRemovalPolicy(settings);

    this.stream = makeEventStream(this, settings, removalPolicy);
    const tables = new PipelineTables(this, 'Tables', { settings, removalPolicy });
    this.stateTable = tables.state;
    this.resultsTable = tables.results;
    this.resultsStream = makeResultsStream(this, settings, removalPolicy);
    this.queues = new PipelineQueues(this, 'Queues', { settings, removalPolicy });
    this.archive = makeArchiveBucket(this, settings, removalPolicy);
    this.archiveArn = this.exportValue(this.archive.bucketArn, { name: this.archiveExport });

    this.schemas =
      definition.records.format === 'glue'
        ? new PipelineSchemas(this, 'Schemas', { definition, removalPolicy })
        : undefined;

    // Readers find a pipeline by these names (DescribeStacks): changing one breaks them.
    this.output('StreamName', this.stream.streamName, 'Stream that producers write to');
    this.output('StateTableName', this.stateTable.tableName, 'Partials, marks and progress');
    this.output('ResultsTableName', this.resultsTable.tableName, 'Results by aggregation, key and window');
    this.output('TasksQueueUrl', this.queues.tasks.queueUrl, 'Window-partitions to materialize');
    this.output('PokesQueueUrl', this.queues.pokes.queueUrl, 'Requests to move the watermark');
    this.output('RetryQueueUrl', this.queues.retry.queueUrl, 'Rejected records, tried again');
    this.output('DlqUrl', this.queues.dlq.queueUrl, 'Rejected records that kept failing');
    this.output('LateQueueUrl', this.queues.late.queueUrl, 'Events beyond the allowed lateness');
    this.output('UndeliverableQueueUrl', this.queues.undeliverable.queueUrl, 'What Lambda could not deliver');
    this.output(
      'UnrecoveredQueueUrl',
      this.queues.unrecovered.queueUrl,
      'Undeliverable records that could not be read',
    );
    this.output('ArchiveBucketName', this.archive.bucketName, 'Records that a message cannot hold');
    if (this.resultsStream) {
      this.output('ResultsStreamName', this.resultsStream.streamName, 'Results as they are written, at least once');
    }
    if (this.schemas) this.output('SchemaRegistryName', this.schemas.registryName, 'Schemas of the events');
  }

  /** Name of the export that `archiveArn` imports. */
  get archiveExport(): string {
    return `${this.stackName}:ArchiveBucketArn`;
  }

  private output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}
