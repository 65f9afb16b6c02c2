import { afterAll, beforeAll, expect, it } from 'vitest';
import { type S3Call, s3At } from '../../../localstack/s3/s3-client.ts';
import { startTestAws } from '../start-aws.ts';

let aws: Awaited<ReturnType<typeof startTestAws>>;
let s3: S3Call;
beforeAll(async () => {
  aws = await startTestAws();
  s3 = s3At(aws.endpoint);
});
afterAll(() => aws.dispose());

/** A bucket as the CDK writes it, with a policy that refers to it. */
const stackWith = (properties: object = {}) => ({
  resources: {
    Archive: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true },
        VersioningConfiguration: { Status: 'Suspended' },
        LifecycleConfiguration: { Rules: [{ ExpirationInDays: 30, Status: 'Enabled' }] },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        Tags: [{ Key: 'a', Value: 'b' }],
        ...properties,
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'Retain',
    },
    Policy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'Archive' }, PolicyDocument: { Statement: [] } },
    },
  },
  outputs: {
    Name: { Value: { Ref: 'Archive' } },
    Arn: { Value: { 'Fn::GetAtt': ['Archive', 'Arn'] } },
    Domain: { Value: { 'Fn::GetAtt': ['Archive', 'RegionalDomainName'] } },
  },
});

it('AWS::S3::Bucket has a generated name in lower case, and an ARN', async () => {
  const { output } = await aws.deployStacks({ 'Store-State': stackWith() });
  expect(output('Name')).toMatch(/^store-state-archive-[0-9a-z]{12}$/);
  expect(output('Arn')).toBe(`arn:aws:s3:::${output('Name')}`);
  expect(output('Domain')).toBe(`${output('Name')}.s3.us-east-1.amazonaws.com`);
  expect((await s3('HEAD', `/${output('Name')}`)).status).toBe(200);
});

it('a generated name is no longer than S3 allows', async () => {
  const { output } = await aws.deployStacks({ [`s-${'x'.repeat(80)}`]: stackWith() });
  expect(output('Name')).toHaveLength(63);
});

it('has the name of the template, and keeps its objects when it is deployed again', async () => {
  const stacks = { app: stackWith({ BucketName: 'letters' }) };
  expect((await aws.deployStacks(stacks)).output('Name')).toBe('letters');
  await s3('PUT', '/letters/one', { body: 'kept' });
  await aws.deployStacks(stacks);
  expect((await s3('GET', '/letters/one')).text).toBe('kept');
});

it.each([
  [
    { BucketName: 'Letters' },
    'BucketName: a bucket has a name of 3 to 63 lower-case letters, digits, hyphens and dots',
  ],
  [{ NotificationConfiguration: {} }, 'NotificationConfiguration is not supported locally'],
])('refuses %j in one line', async (properties, message) => {
  await expect(aws.deployStacks({ app: stackWith(properties) })).rejects.toThrow(
    `stack app, Archive (AWS::S3::Bucket): property ${message}`,
  );
});
