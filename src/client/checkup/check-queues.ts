import { GetQueueAttributesCommand, type QueueAttributeName, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueName, Resources } from '../resources.ts';
import { type Check, fail, ok } from './check.ts';

/** Queues and where SQS sets their messages aside. */
const SET_ASIDE: readonly (readonly [from: QueueName, to: QueueName])[] = [
  ['retry', 'dlq'],
  ['undeliverable', 'unrecovered'],
];
const ASKED: QueueAttributeName[] = ['QueueArn', 'RedrivePolicy'];

/** Whether what fails time and again goes where a person looks for it. */
export async function checkQueues(client: SQSClient, { queues }: Pick<Resources, 'queues'>): Promise<readonly Check[]> {
  const attributesOf = async (name: QueueName): Promise<Readonly<Record<string, string>>> => {
    const command = new GetQueueAttributesCommand({ QueueUrl: queues[name], AttributeNames: ASKED });
    return (await client.send(command)).Attributes ?? {};
  };
  const checks = SET_ASIDE.map(async ([from, to]): Promise<Check> => {
    const [source, target] = await Promise.all([attributesOf(from), attributesOf(to)]);
    const policy = policyOf(source.RedrivePolicy);
    const name = `queue ${from}`;
    const cure = 'deploy the state stack again: a redrive policy was changed or removed by hand';
    if (!policy) return fail(name, 'it has no redrive policy: what fails is tried until it expires', cure);
    if (policy.targetArn !== target.QueueArn) return fail(name, `it sets messages aside in ${policy.targetArn}`, cure);
    return ok(name, `sets messages aside after ${policy.receives} receives`);
  });
  return Promise.all(checks);
}

function policyOf(text: string | undefined): { readonly targetArn: string; readonly receives: string } | undefined {
  if (!text) return undefined;
  // SQS has made sure of its form.
  const policy = JSON.parse(text) as { readonly deadLetterTargetArn?: string; readonly maxReceiveCount?: unknown };
  return { targetArn: policy.deadLetterTargetArn ?? '', receives: String(policy.maxReceiveCount) };
}
