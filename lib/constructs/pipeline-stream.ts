import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { Construct } from 'constructs';
import { pinLogicalId } from './logical-id.ts';

interface PipelineStreamProps {
  /** `onDemand`, or the number of shards of a provisioned stream. */
  readonly shards: 'onDemand' | number;
  readonly retentionHours: number;
  readonly removalPolicy: RemovalPolicy;
}

/** An encrypted stream whose logical id, `id`, never changes. */
export function makePipelineStream(scope: Construct, id: string, props: PipelineStreamProps): Stream {
  const capacity =
    props.shards === 'onDemand'
      ? { streamMode: StreamMode.ON_DEMAND }
      : { streamMode: StreamMode.PROVISIONED, shardCount: props.shards };
  const stream = new Stream(scope, id, {
    ...capacity,
    retentionPeriod: Duration.hours(props.retentionHours),
    // alias/aws/kinesis: encrypted without a key policy to keep, and every principal with stream access can read.
    encryption: StreamEncryption.MANAGED,
    removalPolicy: props.removalPolicy,
  });
  pinLogicalId(stream, id);
  return stream;
}
