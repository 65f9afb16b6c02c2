import type { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { expect, test } from 'vitest';
import { resultSinkOf } from '../../../lambdas/aws/result-sink.ts';
import type { Surroundings } from '../../../lambdas/aws/surroundings.ts';
import { makeEnvironment } from '../../../lambdas/shared/environment.ts';
import { systemClock } from '../../../src/adapters/aws/system-clock.ts';
import { kinesisClient } from '../../simulation/services/kinesis/client.ts';

function sinkIn(variables: Readonly<Record<string, string>>) {
  const streams: unknown[] = [];
  const kinesis = kinesisClient(async (command) => {
    // The sink sends nothing else.
    streams.push((command as PutRecordsCommand).input.StreamName);
    return { Records: [{ SequenceNumber: '1' }] };
  });
  const surroundings = {
    environment: makeEnvironment(variables),
    clients: { kinesis } as Surroundings['clients'],
    fetch,
    clock: systemClock,
    random: () => 0,
    nonce: () => '',
  };
  return { sink: resultSinkOf(surroundings), streams };
}

const ROW = {
  ...{ pipeline: 'flights', aggregation: 'hourly', generation: 1, key: 'ORD', windowStartMs: 0, windowEndMs: 1 },
  ...{ revision: 1, n: 1, measures: {} },
};

test('results are told of where the template names a stream, and nowhere else', async () => {
  const { sink, streams } = sinkIn({ RESULTS_STREAM: 'flights-results' });
  await sink?.publish([ROW]);
  expect(streams).toEqual(['flights-results']);
  expect(sinkIn({}).sink).toBeUndefined();
  expect(sinkIn({ RESULTS_STREAM: '' }).sink).toBeUndefined();
});
