import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  ProvisionedThroughputExceededException,
} from '@aws-sdk/client-kinesis';
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { makeDynamoDbControlStore } from '../../src/adapters/aws/dynamodb-control-store.ts';
import { readCallerIdentity } from '../../src/client/caller-identity.ts';
import type { Check } from '../../src/client/checkup/check.ts';
import { checkDefinition } from '../../src/client/checkup/check-definition.ts';
import { checkNode } from '../../src/client/checkup/check-environment.ts';
import { checkStacks } from '../../src/client/checkup/check-stacks.ts';
import { type CheckupDeps, makeCheckup } from '../../src/client/checkup/checkup.ts';
import { definitionHash } from '../../src/engine/definition-hash.ts';
import { planOf } from '../../src/engine/plan.ts';
import type { Control } from '../../src/ports/control-store.ts';
import { sharedHarness, uniqueName } from '../embedded/services/harness.ts';
import { createTable } from '../embedded/services/tables.ts';
import { intercept } from '../support/intercept.ts';
import { plan, shops } from './support.ts';

const aws = sharedHarness();
const [takings] = shops.aggregations;
const layout = plan.aggregations[0]?.layout ?? { partitions: 1, buckets: 1, codec: 'slots-1' };
const CONTROL: Control = {
  aggregation: 'hourly',
  generation: 1,
  definitionHash: takings ? definitionHash(shops, takings) : '',
  layout,
  firedThroughMs: null,
  expiredThroughMs: null,
  collectedThroughMs: null,
};

const depsOf = (change: Partial<CheckupDeps> = {}): CheckupDeps => ({
  ...aws(),
  region: async () => 'us-east-1',
  identify: () => readCallerIdentity({ config: aws().dynamodb.config, fetch, endpoint: aws().endpoint }),
  nodeVersion: '20.1.0',
  ...change,
});

async function collect(checks: AsyncIterable<Check>): Promise<Check[]> {
  const collected: Check[] = [];
  for await (const check of checks) collected.push(check);
  return collected;
}

const failing = (checks: readonly Check[]) => checks.filter(({ state }) => state !== 'ok').map(({ name }) => name);

describe('a checkup of the environment', () => {
  it('tells region, identity and what is deployed', async () => {
    aws().registerStack({ stackName: 'millrace-bars-state', status: 'CREATE_COMPLETE', resources: [], outputs: [] });
    expect(await collect(makeCheckup(depsOf()).environment())).toEqual([
      { name: 'node', state: 'ok', found: '20.1.0' },
      { name: 'region', state: 'ok', found: `us-east-1, at ${aws().endpoint}` },
      { name: 'credentials', state: 'ok', found: 'arn:aws:iam::000000000000:root, account 000000000000' },
      { name: 'pipelines', state: 'ok', found: 'deployed: bars' },
    ]);
  });

  it('goes no further without a region', async () => {
    const region = () => Promise.reject(new Error('Region is missing'));
    expect((await collect(makeCheckup(depsOf({ region })).environment())).at(-1)).toEqual({
      name: 'region',
      state: 'fail',
      found: 'no AWS region',
      cure: 'set AWS_REGION, or a region in the profile',
    });
  });

  it('fails where nobody answers, with what to do', async () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const identify = () => Promise.reject(refused);
    const checks = await collect(makeCheckup(depsOf({ identify, endpoint: 'http://here:1' })).environment());
    expect(checks[2]).toMatchObject({ state: 'fail', found: 'cannot reach http://here:1 (connection refused)' });
    expect(checks[2]?.cure).toMatch(/^check the network/);
  });

  it('wants Node 20', () => {
    expect(checkNode('18.20.1')).toMatchObject({ state: 'fail', cure: 'install Node 20 or newer' });
    expect(checkNode('24.0.0').state).toBe('ok');
  });
});

describe('the stacks of a pipeline', () => {
  const stack = (part: string, status = 'CREATE_COMPLETE') => ({
    name: `millrace-shops-${part}`,
    status,
    deployedMs: undefined,
  });

  it('are three; without the one for monitoring it works', () => {
    expect(
      failing(
        checkStacks(
          ['state', 'processing', 'monitoring'].map((part) => stack(part)),
          'shops',
        ),
      ),
    ).toEqual([]);
    expect(checkStacks([stack('state')], 'shops').map(({ state }) => state)).toEqual(['ok', 'fail', 'warn']);
    expect(checkStacks([], 'shop')[0]).toMatchObject({ found: 'there is no millrace-shop-state' });
  });

  it.each([
    ['UPDATE_COMPLETE', 'ok'],
    ['UPDATE_IN_PROGRESS', 'warn'],
    ['UPDATE_ROLLBACK_COMPLETE', 'warn'],
    ['ROLLBACK_COMPLETE', 'fail'],
    ['UPDATE_ROLLBACK_FAILED', 'fail'],
    ['DELETE_FAILED', 'fail'],
  ])('in status %s: %s', (status, state) => {
    expect(checkStacks([stack('state', status)], 'shops')[0]?.state).toBe(state);
  });
});

describe('the definition here against stored state', () => {
  const check = (control: Partial<Control> | undefined, at = plan) =>
    checkDefinition(at, control ? [{ ...CONTROL, ...control }] : [])[0];

  it('is the same', () => {
    expect(check({})).toMatchObject({ name: 'definition hourly', state: 'ok' });
  });

  it('warns where nothing was processed yet', () => {
    expect(check(undefined)).toMatchObject({ state: 'warn', found: 'nothing was processed yet' });
  });

  it('fails where it means something else, and names the cure', () => {
    expect(check({ definitionHash: 'former' })).toMatchObject({
      state: 'fail',
      cure: expect.stringContaining("sameMeaningAs: ['former']"),
    });
  });

  it('is the same where it says that it means the same', () => {
    const aggregations = shops.aggregations.map((one) => ({ ...one, sameMeaningAs: ['former'] }));
    const changed = planOf({ ...shops, aggregations });
    expect(check({ definitionHash: 'former' }, changed)?.state).toBe('ok');
  });

  it('fails where its state is laid out otherwise, or is of a newer generation', () => {
    expect(check({ layout: { ...layout, buckets: 99 } })?.state).toBe('fail');
    expect(check({ generation: 2 })).toMatchObject({ state: 'fail', found: expect.stringContaining('generation 2') });
  });
});

describe('a checkup of a pipeline', () => {
  async function deploy(how: 'well' | 'without' | 'elsewhere' = 'well', resultsStream?: string): Promise<void> {
    const { sqs, kinesis } = aws();
    const queue = async (attributes: Record<string, string> = {}): Promise<string> => {
      const command = new CreateQueueCommand({ QueueName: uniqueName('queue'), Attributes: attributes });
      return (await sqs.send(command)).QueueUrl ?? '';
    };
    const dlq = await queue();
    const asked = new GetQueueAttributesCommand({ QueueUrl: dlq, AttributeNames: ['QueueArn'] });
    const deadLetterTargetArn = (await sqs.send(asked)).Attributes?.QueueArn;
    const policy = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 5 }) };
    const StreamName = uniqueName('stream');
    await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
    const StateTableName = await createTable(aws());
    await makeDynamoDbControlStore({ client: aws().dynamodb, tableName: StateTableName }).ensureControl(CONTROL);
    const outputs = {
      StreamName,
      StateTableName,
      ResultsTableName: await createTable(aws()),
      ArchiveBucketName: 'b',
      TasksQueueUrl: dlq,
      PokesQueueUrl: dlq,
      LateQueueUrl: dlq,
      RetryQueueUrl: await queue(how === 'without' ? {} : policy),
      DlqUrl: how === 'elsewhere' ? await queue() : dlq,
      UndeliverableQueueUrl: await queue(policy),
      UnrecoveredQueueUrl: dlq,
      ...(resultsStream !== undefined && { ResultsStreamName: resultsStream }),
    };
    aws().registerStack({
      stackName: 'millrace-shops-state',
      status: 'CREATE_COMPLETE',
      resources: [],
      outputs: Object.entries(outputs).map(([key, value]) => ({ key, value })),
    });
  }

  it('looks at stream, tables, queues and definition', async () => {
    await deploy();
    const checks = await collect(makeCheckup(depsOf()).pipeline(shops));
    expect(checks.map(({ name }) => name)).toEqual([
      'stream',
      'state table',
      'results table',
      'expiry',
      'queue retry',
      'queue undeliverable',
      'definition hourly',
    ]);
    // A table by hand, without expiry.
    expect(failing(checks).filter((name) => name !== 'stream')).toEqual(['expiry']);
  });

  describe('with a results stream', () => {
    const resultsCheck = async (name: string, kinesis = aws().kinesis) => {
      await deploy('well', name);
      const checks = await collect(makeCheckup(depsOf({ kinesis })).pipeline(shops));
      expect(checks.map((check) => check.name)).toContain('queue retry');
      return checks.find((check) => check.name === 'results stream');
    };
    const makeStream = async () => {
      const StreamName = uniqueName('results');
      await aws().kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
      const isActive = async (): Promise<void> => {
        const summary = await aws().kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
        if (summary.StreamDescriptionSummary?.StreamStatus !== 'ACTIVE') await isActive();
      };
      await isActive();
      return StreamName;
    };
    /** A client of which one request is answered by an error. */
    const failing = (request: string, error: Error) =>
      intercept(aws().kinesis, async ({ args: [command] }, perform) => {
        if (command?.constructor.name === request) throw error;
        return perform();
      });

    it('looks whether that is ready and can be read', async () => {
      const name = await makeStream();
      expect(await resultsCheck(name)).toMatchObject({
        state: 'ok',
        found: `${name} ACTIVE, 1 open shards, keeps records 24 hours, readable`,
      });
    });

    it('fails where it was deleted', async () => {
      expect(await resultsCheck('gone')).toMatchObject({
        state: 'fail',
        found: 'gone does not exist: tasks cannot publish, and come again',
        cure: expect.stringContaining('switch resultsStream off and on again'),
      });
    });

    it('fails where it may not be read, and does not where others read it too', async () => {
      const name = await makeStream();
      const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
      expect(await resultsCheck(name, failing('GetRecordsCommand', denied))).toMatchObject({ state: 'fail' });
      const busy = new ProvisionedThroughputExceededException({ message: 'five a second', $metadata: {} });
      expect(await resultsCheck(name, failing('GetRecordsCommand', busy))).toMatchObject({ state: 'ok' });
    });
  });

  it.each(['without', 'elsewhere'] as const)('fails where a queue sets messages aside %s', async (how) => {
    await deploy(how);
    const checks = await collect(makeCheckup(depsOf()).pipeline(shops));
    expect(checks.find(({ name }) => name === 'queue retry')).toMatchObject({
      state: 'fail',
      found: expect.stringMatching(how === 'without' ? /^it has no redrive policy/ : /^it sets messages aside in arn:/),
    });
  });

  it('says so where it is not deployed', async () => {
    const other = { ...shops, name: 'nowhere' };
    expect(await collect(makeCheckup(depsOf()).pipeline(other))).toMatchObject([
      {
        name: 'outputs',
        state: 'fail',
        found: 'pipeline "nowhere" is not deployed',
        cure: expect.stringMatching(/^run npx cdk deploy/),
      },
    ]);
  });
});
