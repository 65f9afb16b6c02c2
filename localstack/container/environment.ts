import { devNull } from 'node:os';

/** LocalStack's name for this machine: its queue URLs carry it, so it has to resolve here. */
export const LOCALSTACK_HOST = 'localhost.localstack.cloud';
export const LOCALSTACK_ENDPOINT = `http://${LOCALSTACK_HOST}:4566`;
/** What LocalStack makes of credentials that name no account. */
export const LOCALSTACK_ACCOUNT = '000000000000';
export const LOCALSTACK_REGION = 'us-east-1';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The environment of everything that talks to LocalStack. Nothing of the person's own AWS or CDK settings gets in: a profile, a role or
 * an endpoint of theirs must neither be used nor reached.
 */
export function localstackEnvironment(inherited: Variables): Readonly<Record<string, string>> {
  const kept = Object.entries(inherited).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(AWS|CDK)_/.test(entry[0]),
  );
  return {
    ...Object.fromEntries(kept),
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: LOCALSTACK_REGION,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_ENDPOINT_URL: LOCALSTACK_ENDPOINT,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    // The CDK command puts a bucket's name into the host otherwise (from its release 2.1138.0 on it can be told not to).
    CDK_S3_FORCE_PATH_STYLE: '1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}
