import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { sharedHarness, steppedClock } from './harness.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const harness = sharedHarness({ clock: steppedClock(NOON).now });

interface Cbor {
  encode(value: unknown): Buffer;
  decodeFirstSync(data: Buffer): unknown;
}
const cbor: Cbor = createRequire(createRequire(import.meta.url).resolve('kinesalite'))('cbor');

/** Calls an operation by RPC v2 CBOR, as newer SDKs do. */
async function rpc(operation: string, input: object) {
  const response = await fetch(`${harness().endpoint}/service/GraniteServiceVersion20100801/operation/${operation}`, {
    method: 'POST',
    headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
    body: new Uint8Array(cbor.encode(input)),
  });
  const body = Buffer.from(await response.arrayBuffer());
  return {
    status: response.status,
    protocol: response.headers.get('smithy-protocol'),
    queryError: response.headers.get('x-amzn-query-error'),
    output: body.length === 0 ? undefined : cbor.decodeFirstSync(body),
  };
}

/** Calls an operation by the query protocol, as older SDKs do. */
async function query(parameters: Record<string, string>) {
  const scope = 'Credential=local/20260101/us-east-1/monitoring/aws4_request';
  const response = await fetch(harness().endpoint, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=none` },
    body: new URLSearchParams({ Version: '2010-08-01', ...parameters }),
  });
  return { status: response.status, text: await response.text() };
}

const range = { StartTime: new Date(NOON), EndTime: new Date(NOON + 60_000) };

test('RPC v2 CBOR has times and numbers of its own', async () => {
  const MetricData = [{ MetricName: 'Read', Timestamp: new Date(NOON), Value: 2.5 }];
  const put = await rpc('PutMetricData', { Namespace: 'Rpc', MetricData });
  expect(put).toMatchObject({ status: 200, protocol: 'rpc-v2-cbor', output: undefined });
  const statistics = { Namespace: 'Rpc', MetricName: 'Read', ...range, Period: 60, Statistics: ['Sum'] };
  const { output } = await rpc('GetMetricStatistics', statistics);
  expect(output).toEqual({ Label: 'Read', Datapoints: [{ Timestamp: new Date(NOON), Unit: 'None', Sum: 2.5 }] });
});

test('RPC v2 CBOR has errors with both of their codes', async () => {
  const { status, output, queryError } = await rpc('GetMetricData', { ...range, MetricDataQueries: [] });
  expect(status).toBe(400);
  expect(output).toMatchObject({ __type: 'ValidationException' });
  expect(queryError).toBe('ValidationError;Sender');
  const unknown = await rpc('GetDashboard', {});
  expect(unknown.output).toMatchObject({ __type: 'UnknownOperationException' });
});

test('the query protocol has lists of members, and texts for all else', async () => {
  const put = await query({
    Action: 'PutMetricData',
    Namespace: 'Query',
    'MetricData.member.1.MetricName': 'Read',
    'MetricData.member.1.Value': '2.5',
    'MetricData.member.1.Timestamp': '2026-01-01T12:00:00Z',
    'MetricData.member.1.Dimensions.member.1.Name': 'pipeline',
    'MetricData.member.1.Dimensions.member.1.Value': 'orders',
  });
  expect(put.status).toBe(200);
  const { text } = await query({
    Action: 'GetMetricStatistics',
    Namespace: 'Query',
    MetricName: 'Read',
    'Dimensions.member.1.Name': 'pipeline',
    'Dimensions.member.1.Value': 'orders',
    StartTime: '2026-01-01T12:00:00Z',
    EndTime: '2026-01-01T12:01:00Z',
    Period: '60',
    'Statistics.member.1': 'Sum',
    'ExtendedStatistics.member.1': 'p90',
  });
  expect(text).toContain('<Datapoints><member><Timestamp>2026-01-01T12:00:00.000Z</Timestamp>');
  expect(text).toContain('<Sum>2.5</Sum>');
  expect(text).toContain('<ExtendedStatistics><entry><key>p90</key><value>2.5</value></entry></ExtendedStatistics>');
});

test('the query protocol has errors, too', async () => {
  const refused = await query({ Action: 'SetAlarmState', AlarmName: 'no', StateValue: 'OK', StateReason: 'x' });
  expect(refused.status).toBe(404);
  expect(refused.text).toContain('<Code>ResourceNotFound</Code>');
});

test('nothing of all this was a failure of ours', () => {
  expect(harness().failures).toEqual([]);
});
