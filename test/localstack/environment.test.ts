import { describe, expect, it } from 'vitest';
import { localstackEnvironment } from '../../localstack/container/environment.ts';

describe('the environment of what talks to LocalStack', () => {
  it('leaves out all AWS and CDK settings of the person, so that nothing can reach their account', () => {
    const environment = localstackEnvironment({
      PATH: '/usr/bin',
      LOCALSTACK_AUTH_TOKEN: 'ls-token',
      AWS_PROFILE: 'production',
      AWS_SESSION_TOKEN: 'real',
      AWS_ENDPOINT_URL_S3: 'https://s3.example.com',
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
      CDK_DEFAULT_ACCOUNT: '123456789012',
      UNSET: undefined,
    });
    expect(environment).toMatchObject({
      PATH: '/usr/bin',
      LOCALSTACK_AUTH_TOKEN: 'ls-token',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_ENDPOINT_URL: 'http://localhost.localstack.cloud:4566',
      AWS_REGION: 'us-east-1',
      CDK_S3_FORCE_PATH_STYLE: '1',
    });
    const foreign = ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL_S3', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'];
    for (const name of [...foreign, 'CDK_DEFAULT_ACCOUNT', 'UNSET']) expect(environment).not.toHaveProperty(name);
  });
});
