import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeClients } from '../../src/adapters/aws/clients.ts';

beforeAll(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterAll(() => void vi.unstubAllEnvs());

test('clients are made once, and only when asked for', () => {
  const clients = makeClients({ region: 'eu-central-1' });
  expect(clients.dynamodb).toBe(clients.dynamodb);
  expect(clients.sqs).toBe(clients.sqs);
  expect(clients.kinesis).toBe(clients.kinesis);
});

test('clients give up a request that hangs, and try it three times in all', async () => {
  // Nobody listens there: handlers take on their settings with the first request.
  const { dynamodb, sqs, kinesis } = makeClients({ region: 'eu-central-1', endpoint: 'http://127.0.0.1:1' });
  const refused = { $metadata: { attempts: 3 } };
  await expect(dynamodb.send(new ListTablesCommand({}))).rejects.toMatchObject(refused);
  await expect(sqs.send(new ListQueuesCommand({}))).rejects.toMatchObject(refused);
  await expect(kinesis.send(new ListStreamsCommand({}))).rejects.toMatchObject(refused);
  expect(settingsOf(dynamodb.config.requestHandler)).toMatchObject({ ...HANGS, requestTimeout: 3_000 });
  expect(settingsOf(sqs.config.requestHandler)).toMatchObject({ ...HANGS, requestTimeout: 3_000 });
  expect(settingsOf(kinesis.config.requestHandler)).toMatchObject({ ...HANGS, requestTimeout: 5_000 });
});

const HANGS = { connectionTimeout: 1_000, throwOnRequestTimeout: true };

function settingsOf(handler: unknown): object {
  if (!(handler instanceof NodeHttpHandler)) throw new Error('not the handler of HTTP/1');
  return handler.httpHandlerConfigs();
}

test('an endpoint that is given is used', async () => {
  const { kinesis } = makeClients({ region: 'us-east-1', endpoint: 'http://127.0.0.1:4566' });
  expect(await kinesis.config.endpoint?.()).toMatchObject({ hostname: '127.0.0.1', port: 4566, protocol: 'http:' });
});

test('a region that is given is used', async () => {
  expect(await makeClients({ region: 'eu-central-1' }).sqs.config.region()).toBe('eu-central-1');
});
