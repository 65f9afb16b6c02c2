import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { expect, it, vi } from 'vitest';
import { functionResource, roleResource } from './deployer/write-assembly.ts';
import { startTestAws } from './start-aws.ts';

const CODE = `exports.handler = async (event) => {
  for (const record of event.Records) {
    console.log(record.kinesis.sequenceNumber + ' ' + Buffer.from(record.kinesis.data, 'base64'));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
};`;

it('with kills and redeliveries every record still arrives, some more than once, and each kind is counted', async () => {
  const aws = await startTestAws({ chaos: { seed: 11, functions: { killed: 0.3, redelivered: 0.3 }, sqs: {} } });
  try {
    const { output } = await aws.deployStacks({
      app: {
        resources: {
          Role: roleResource,
          Stream: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 2 } },
          Fn: functionResource('code'),
          Mapping: {
            Type: 'AWS::Lambda::EventSourceMapping',
            Properties: {
              EventSourceArn: { 'Fn::GetAtt': ['Stream', 'Arn'] },
              FunctionName: { Ref: 'Fn' },
              StartingPosition: 'TRIM_HORIZON',
              BatchSize: 10,
            },
          },
        },
        outputs: { Stream: { Value: { Ref: 'Stream' } }, Fn: { Value: { Ref: 'Fn' } } },
        assets: { code: CODE },
      },
    });
    const numbers = Array.from({ length: 300 }, (_, index) => index);
    const Records = numbers.map((n) => ({ Data: Buffer.from(String(n)), PartitionKey: String(n) }));
    await aws.kinesis.send(new PutRecordsCommand({ StreamName: output('Stream'), Records }));
    const seen = () =>
      aws.functionLogs.read(output('Fn')).flatMap((line) => /^\d+ (\d+)$/.exec(line)?.slice(1).map(Number) ?? []);
    await vi.waitFor(() => expect(new Set(seen())).toEqual(new Set(numbers)), { timeout: 18_000, interval: 20 });
    expect(seen().length).toBeGreaterThan(numbers.length);
    expect(aws.injections()).toMatchObject({
      killedDuring: expect.any(Number),
      killedAfter: expect.any(Number),
      batchesRedelivered: expect.any(Number),
      delayed: 0,
    });
    for (const kind of ['killedDuring', 'killedAfter', 'batchesRedelivered']) {
      expect(aws.injections()[kind]).toBeGreaterThan(0);
    }
  } finally {
    await aws.dispose();
  }
});
