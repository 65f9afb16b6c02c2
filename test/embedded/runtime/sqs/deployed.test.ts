import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { functionResource, roleResource } from '../deployer/write-assembly.ts';
import { startTestAws } from '../start-aws.ts';

let aws: Awaited<ReturnType<typeof startTestAws>>;
beforeEach(async () => {
  aws = await startTestAws();
});
afterEach(() => aws.dispose());

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 10 });

/** Deploys a queue, and a function that is fed from it. */
async function deployMapping(code: string, mapping: Record<string, unknown>) {
  const { output } = await aws.deployStacks({
    app: {
      resources: {
        Role: roleResource,
        Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 600 } },
        Fn: functionResource('code', { Environment: { Variables: { QUEUE_URL: { Ref: 'Queue' } } } }),
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, FunctionName: { Ref: 'Fn' }, ...mapping },
        },
      },
      outputs: { Queue: { Value: { Ref: 'Queue' } }, Fn: { Value: { Ref: 'Fn' } } },
      assets: { code },
    },
  });
  const QueueUrl = output('Queue');
  return {
    send: async (...bodies: string[]) => {
      for (const MessageBody of bodies) await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    },
    printed: (pattern: RegExp) => aws.functionLogs.read(output('Fn')).filter((line) => pattern.test(line)),
    inFlight: async () => {
      const AttributeNames = ['ApproximateNumberOfMessagesNotVisible' as const];
      const { Attributes } = await aws.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
      return Number(Attributes?.ApproximateNumberOfMessagesNotVisible);
    },
  };
}

describe('a deployed mapping from a queue', () => {
  it('leaves a failed message hidden for as long as the function made it so, and brings others back early', async () => {
    const { send, printed, inFlight } = await deployMapping(
      `exports.handler = async ({ Records: [record] }) => {
        console.log('got ' + record.body);
        if (record.body === 'held') {
          await fetch(process.env.AWS_ENDPOINT_URL, {
            method: 'POST',
            headers: { 'x-amz-target': 'AmazonSQS.ChangeMessageVisibility', 'content-type': 'application/x-amz-json-1.0' },
            body: JSON.stringify({
              QueueUrl: process.env.QUEUE_URL, ReceiptHandle: record.receiptHandle, VisibilityTimeout: 3600,
            }),
          });
        }
        throw new Error('not yet');
      };`,
      { BatchSize: 1 },
    );
    await send('held');
    await until(() => expect(printed(/^got held/)).toHaveLength(1));
    await send('other');
    // It comes back after one second, then after two.
    await until(() => expect(printed(/^got other/)).toHaveLength(3));
    expect(printed(/^got held/)).toHaveLength(1);
    expect(await inFlight()).toBe(2);
  });

  it('invokes so many at once as MaximumConcurrency says, and no more', async () => {
    const { send, printed } = await deployMapping(
      `exports.handler = async () => {
        console.log('begin');
        await new Promise((resolve) => setTimeout(resolve, 300));
        console.log('end');
      };`,
      { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } },
    );
    await send('a', 'b', 'c', 'd', 'e', 'f');
    await until(() => expect(printed(/^end/)).toHaveLength(6));
    let running = 0;
    const atOnce = printed(/^(begin|end)/).map((line) => {
      running += line.startsWith('begin') ? 1 : -1;
      return running;
    });
    expect(Math.max(...atOnce)).toBe(2);
  });

  it('goes on after an outage of SQS', async () => {
    const { send, printed } = await deployMapping('exports.handler = async () => console.log("invoked");', {});
    aws.outages.start('sqs');
    await expect(send('refused')).rejects.toMatchObject({ name: 'ServiceUnavailable' });
    expect(aws.outages.refused('sqs')).toBeGreaterThan(0);
    aws.outages.end('sqs');
    await send('taken');
    await until(() => expect(printed(/^invoked/)).toHaveLength(1));
  });
});
