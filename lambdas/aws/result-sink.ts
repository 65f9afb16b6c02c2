import { makeKinesisResultSink } from '../../src/adapters/aws/kinesis-result-sink.ts';
import type { ResultSink } from '../../src/ports/result-sink.ts';
import type { Surroundings } from './surroundings.ts';

/** The pipeline's results stream; undefined where it has none. */
export function resultSinkOf({ clients, environment, clock, random }: Surroundings): ResultSink | undefined {
  const streamName = environment.optionalText('RESULTS_STREAM');
  if (streamName === undefined) return undefined;
  return makeKinesisResultSink({ client: clients.kinesis, streamName, clock, random });
}
