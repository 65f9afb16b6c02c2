import type { RemovalPolicy } from 'aws-cdk-lib';
import { CfnStream, type Stream } from 'aws-cdk-lib/aws-kinesis';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { makePipelineStream } from './pipeline-stream.ts';

/** The stream that producers write to. */
export function makeEventStream(scope: Construct, settings: Settings, removalPolicy: RemovalPolicy): Stream {
  const { shards, retentionHours } = settings;
  const stream = makePipelineStream(scope, 'Stream', { shards, retentionHours, removalPolicy });
  const resource = stream.node.defaultChild;
  if (!(resource instanceof CfnStream)) throw new Error('the stream has no resource to set maxRecordKiB on');
  // Set at its default too: CloudFormation leaves what a template no longer names as it is.
  resource.maxRecordSizeInKiB = settings.maxRecordKiB;
  return stream;
}
