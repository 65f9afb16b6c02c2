import { CloudFormationClient, CloudFormationServiceException } from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';
import { checkCode } from '../../src/client/checkup/check-code.ts';

/** A client that is told what GetTemplate answers: requests end before they are sent. */
function clientOf(answer: (input: object) => string): CloudFormationClient {
  const client = new CloudFormationClient({ region: 'us-east-1', endpoint: 'http://127.0.0.1:1' });
  client.middlewareStack.add(
    () =>
      async ({ input }) => ({ output: { $metadata: {}, TemplateBody: answer(input) }, response: {} }),
    { step: 'initialize' },
  );
  return client;
}

const OTHER = 'other code is deployed than is here';
const HASHES = { hourly: 'h1', daily: 'd1' };

interface Change {
  readonly processor?: string;
  readonly keeper?: string;
  readonly hashes?: Readonly<Record<string, string>>;
  readonly without?: string;
}

/** A processing stack: one function that is told its code's fingerprint, and one that is not. */
function templateOf({
  processor = '35a9ccd6c47d',
  keeper = 'b0434fd656e537b0',
  hashes = HASHES,
  without,
}: Change = {}) {
  const functionOf = (key: string, variables: Readonly<Record<string, unknown>>) => ({
    Type: 'AWS::Lambda::Function',
    Properties: { Code: { S3Key: `${key}.zip` }, Environment: { Variables: variables } },
  });
  const own = { CODE_VERSION: processor, DEFINITION_HASHES: JSON.stringify(hashes) };
  const resources = {
    StreamProcessor: functionOf(`asset-of-${processor}-by-any-cdk`, own),
    StreamProcessorRole: { Type: 'AWS::IAM::Role' },
    WatermarkKeeper: functionOf(keeper, { STREAM_NAME: { 'Fn::ImportValue': 's' } }),
  };
  return JSON.stringify({ Resources: { ...resources, ...(without && { [without]: undefined }) } });
}

const check = (deployed: Change, here: Change = {}) =>
  checkCode(
    clientOf(() => templateOf(deployed)),
    'shops',
    async () => templateOf(here),
  );

describe('the code that is deployed', () => {
  it('is what is here, function by function', async () => {
    const asked: object[] = [];
    const client = clientOf((input) => {
      asked.push(input);
      return templateOf();
    });
    expect(await checkCode(client, 'shops', async () => templateOf())).toEqual({
      name: 'code',
      state: 'ok',
      found: 'stream-processor, watermark-keeper: deployed as they are here',
    });
    expect(asked).toEqual([{ StackName: 'millrace-shops-processing' }]);
  });

  it.each<[string, Change, string]>([
    ['runs other code', { processor: 'ffff' }, `${OTHER}: stream-processor`],
    ['is told no fingerprint and has another bundle', { keeper: 'ffff' }, `${OTHER}: watermark-keeper`],
    ['is missing', { without: 'WatermarkKeeper' }, `${OTHER}: watermark-keeper (not deployed)`],
    ['has another definition', { hashes: { ...HASHES, daily: 'd0' } }, 'another definition is deployed: daily'],
    ['knows an aggregation less', { hashes: { hourly: 'h1' } }, 'another definition is deployed: daily'],
  ])('where one %s: says which, and what to do', async (_, deployed, found) => {
    expect(await check(deployed)).toEqual({
      name: 'code',
      state: 'warn',
      found,
      cure: 'npx cdk deploy -c pipelines=shops --all where what is here is newer, else check out what is deployed',
    });
  });

  it('names all that differs on one line, and what is not here', async () => {
    const { found } = await check({ processor: 'ffff', hashes: {} }, { without: 'WatermarkKeeper' });
    expect(found).toBe(
      `${OTHER}: stream-processor, watermark-keeper (not here); another definition is deployed: hourly, daily`,
    );
  });

  it('is not compared, and nothing is bundled, where the endpoint does not tell', async () => {
    const client = clientOf(() => {
      throw new CloudFormationServiceException({ name: 'UnknownOperationException', $fault: 'client', $metadata: {} });
    });
    const bundled = () => Promise.reject(new Error('bundled'));
    expect(await checkCode(client, 'shops', bundled)).toMatchObject({
      state: 'ok',
      found: expect.stringMatching(/^not compared/),
    });
  });

  it('passes on other failures', async () => {
    const client = clientOf(() => {
      throw new Error('denied');
    });
    await expect(checkCode(client, 'shops', async () => '{}')).rejects.toThrow('denied');
  });
});
