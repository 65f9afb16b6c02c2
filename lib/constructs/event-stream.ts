import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { CfnStream, Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { pinLogicalId } from './logical-id.ts';

/** The stream that producers write to. */
export function makeEventStream(scope: Construct, settings: Settings, removalPolicy: RemovalPolicy): Stream {
  const capacity =
    settings.shards === 'onDemand'
      ? { streamMode: StreamMode.ON_DEMAND }
      : { streamMode: StreamMode.PROVISIONED, shardCount: settings.shards };
  const stream = new Stream(scope, 'Stream', {
    ...capacity,
    retentionPeriod: Duration.hours(settings.retentionHours),
    // alias/aws/kinesis: encrypted without a key policy to keep, and every principal with stream access can read.
    encryption: StreamEncryption.MANAGED,
    removalPolicy,
  });
  pinLogicalId(stream, 'Stream');
  const resource = stream.node.defaultChild;
  if (!(resource instanceof CfnStream)) throw new Error('the stream has no resource to set maxRecordKiB on');
  // Set at its default too: CloudFormation leaves what a template no longer names as it is.
  resource.maxRecordSizeInKiB = settings.maxRecordKiB;
  return stream;
}
