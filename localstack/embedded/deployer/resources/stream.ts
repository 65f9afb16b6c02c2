import {
  CreateStreamCommand,
  DecreaseStreamRetentionPeriodCommand,
  DescribeStreamSummaryCommand,
  IncreaseStreamRetentionPeriodCommand,
  type KinesisClient,
  ResourceNotFoundException,
  UpdateMaxRecordSizeCommand,
} from '@aws-sdk/client-kinesis';
import { z } from 'zod';
import { DeployError } from '../deploy-error.ts';
import { integer, TAGS } from '../property.ts';
import { resourceType } from '../resource-type.ts';

const MAX_NAME = 128;

/**
 * AWS::Kinesis::Stream. A stream that exists keeps its records and its shards; its retention and its largest record follow the
 * template, where they are named.
 */
export const stream = resourceType({
  applied: z.strictObject({
    Name: z.string().optional(),
    ShardCount: integer.optional(),
    RetentionPeriodHours: integer.optional(),
    MaxRecordSizeInKiB: integer.optional(),
    StreamModeDetails: z.strictObject({ StreamMode: z.enum(['ON_DEMAND', 'PROVISIONED']) }).optional(),
  }),
  withoutEffect: {
    ...TAGS,
    StreamEncryption: 'nothing is encrypted locally',
    DesiredShardLevelMetrics: 'metrics are kept for the stream as a whole',
  },
  async deploy(properties, { clients: { kinesis }, name }) {
    const streamName = name(properties.Name, MAX_NAME);
    if (!(await describe(kinesis, streamName))) {
      await kinesis.send(
        new CreateStreamCommand({
          StreamName: streamName,
          ...(properties.ShardCount === undefined ? {} : { ShardCount: properties.ShardCount }),
          ...(properties.StreamModeDetails ? { StreamModeDetails: properties.StreamModeDetails } : {}),
        }),
      );
    }
    const summary = await describe(kinesis, streamName);
    if (!summary?.StreamARN) throw new DeployError(`stream ${streamName} was not created`);
    const hours = properties.RetentionPeriodHours ?? summary.RetentionPeriodHours;
    const retention = { StreamName: streamName, RetentionPeriodHours: hours };
    const difference = (hours ?? 0) - (summary.RetentionPeriodHours ?? 0);
    if (difference > 0) await kinesis.send(new IncreaseStreamRetentionPeriodCommand(retention));
    if (difference < 0) await kinesis.send(new DecreaseStreamRetentionPeriodCommand(retention));
    const maxKiB = properties.MaxRecordSizeInKiB;
    if (maxKiB !== undefined && maxKiB !== summary.MaxRecordSizeInKiB) {
      const StreamARN = summary.StreamARN;
      await kinesis.send(new UpdateMaxRecordSizeCommand({ StreamARN, MaxRecordSizeInKiB: maxKiB }));
    }
    return { ref: streamName, attributes: { Arn: summary.StreamARN } };
  },
});

async function describe(kinesis: KinesisClient, streamName: string) {
  try {
    return (await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: streamName }))).StreamDescriptionSummary;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
