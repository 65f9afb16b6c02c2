import { DescribeStreamSummaryCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import { type Check, fail, ok, warn } from './check.ts';

/** Whether a stream is ready. */
export async function checkStream(kinesis: KinesisClient, name: string, streamName: string): Promise<Check> {
  const { StreamDescriptionSummary: summary } = await kinesis.send(
    new DescribeStreamSummaryCommand({ StreamName: streamName }),
  );
  const { StreamStatus: status, OpenShardCount: shards, RetentionPeriodHours: hours } = summary ?? {};
  const found = `${streamName} ${status}, ${shards} open shards, keeps records ${hours} hours`;
  if (status === 'ACTIVE') return ok(name, found);
  if (status === 'UPDATING') return warn(name, found, 'wait until the change has ended');
  return fail(name, found, 'deploy the state stack again');
}
