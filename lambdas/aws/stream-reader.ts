import { makeKinesisStreamReader } from '../../src/adapters/aws/kinesis-stream-reader.ts';
import type { StreamReader } from '../../src/ports/stream-reader.ts';
import type { Surroundings } from './surroundings.ts';

/** The pipeline's stream. */
export function streamReaderOf({ clients, environment, clock }: Surroundings): StreamReader {
  return makeKinesisStreamReader({ client: clients.kinesis, streamName: environment.text('STREAM_NAME'), clock });
}
