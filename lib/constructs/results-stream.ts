import type { RemovalPolicy } from 'aws-cdk-lib';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { makePipelineStream } from './pipeline-stream.ts';

/** The stream that the materializer publishes results to; undefined where the settings want none. */
export function makeResultsStream(
  scope: Construct,
  { resultsStream, resultsRetentionHours }: Settings,
  removalPolicy: RemovalPolicy,
): Stream | undefined {
  if (resultsStream === 'off') return undefined;
  return makePipelineStream(scope, 'ResultsStream', {
    shards: resultsStream,
    retentionHours: resultsRetentionHours,
    removalPolicy,
  });
}
