import { CloudWatchClient, CloudWatchServiceException } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { makeReadAlarms, NoAlarmService } from '../../src/client/read-alarms.ts';
import { sharedHarness } from '../embedded/services/harness.ts';
import { largestPipelineTemplates } from '../infra/monitoring-support.ts';
import { resourcesOf } from '../infra/support.ts';

const aws = sharedHarness();

/** A client whose answers a test gives: requests end before they are sent. */
function clientOf(answer: (input: object) => object): CloudWatchClient {
  const client = new CloudWatchClient({ region: 'us-east-1', endpoint: 'http://127.0.0.1:1' });
  client.middlewareStack.add(
    () =>
      async ({ input }) => ({ output: { $metadata: {}, ...answer(input) }, response: {} }),
    { step: 'initialize' },
  );
  return client;
}

const alarm = (name: string, StateValue: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA') => ({
  AlarmName: `millrace-p-monitoring-${name}Alarm0A`,
  AlarmDescription: `Pipeline p: ${name} happened. Runbook: https://example.com/docs/runbooks/${name}.md`,
  StateValue,
  StateReason: 'because',
  StateTransitionedTimestamp: new Date(5),
});

describe('alarms', () => {
  it('are those of the pipeline on every page, what goes off first, named as their runbooks', async () => {
    const asked: object[] = [];
    const client = clientOf((input) => {
      asked.push(input);
      if (!('NextToken' in input) || input.NextToken === undefined) {
        return { MetricAlarms: [alarm('b', 'OK'), alarm('a', 'INSUFFICIENT_DATA')], NextToken: 'more' };
      }
      return {
        MetricAlarms: [alarm('d', 'ALARM')],
        CompositeAlarms: [{ AlarmName: 'millrace-p-monitoring-Unhealthy' }],
      };
    });
    const alarms = await makeReadAlarms(client)('p');
    expect(alarms.map(({ name, state, isComposite }) => [name, state, isComposite])).toEqual([
      ['d', 'ALARM', false],
      ['Unhealthy', 'INSUFFICIENT_DATA', true],
      ['a', 'INSUFFICIENT_DATA', false],
      ['b', 'OK', false],
    ]);
    expect(alarms.slice(0, 2)).toMatchObject([
      { description: 'd happened.', runbook: 'https://example.com/docs/runbooks/d.md', reason: 'because', sinceMs: 5 },
      { description: '', runbook: null, sinceMs: null },
    ]);
    expect(asked).toMatchObject([
      { AlarmNamePrefix: 'millrace-p-monitoring-', AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
      { NextToken: 'more' },
    ]);
  });

  it('have a name each, those too that have one runbook together', async () => {
    const { monitoring } = largestPipelineTemplates();
    const MetricAlarms = Object.entries(resourcesOf(monitoring, 'AWS::CloudWatch::Alarm')).map(
      ([id, { Properties }]) => ({
        AlarmName: `millrace-p-monitoring-${id}-6V2YQJ1ZC0N3`,
        AlarmDescription: Properties.AlarmDescription,
      }),
    );
    const alarms = await makeReadAlarms(clientOf(() => ({ MetricAlarms })))('p');
    expect(new Set(alarms.map(({ name }) => name)).size).toBe(MetricAlarms.length);
    const broken = alarms.filter(({ runbook }) => runbook?.endsWith('/equation-broken.md'));
    expect(broken.map(({ name }) => name)).toEqual(['equation-broken', 'equation-broken-2', 'equation-broken-3']);
    const only = alarms.filter(({ name, runbook }) => runbook === `docs/runbooks/${name}.md`);
    expect(only.length).toBe(MetricAlarms.length - 3);
  });

  it('are none on a local AWS that nothing is deployed to', async () => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new CloudWatchClient({ region: 'us-east-1', endpoint: aws().endpoint, credentials });
    expect(await makeReadAlarms(client)('p')).toEqual([]);
  });

  it.each([
    { name: 'UnknownOperationException', $metadata: {} },
    { name: 'InternalFailure', $metadata: { httpStatusCode: 501 } },
  ])('are kept by nobody where the endpoint answers $name', async (answer) => {
    const client = clientOf(() => {
      throw new CloudWatchServiceException({ ...answer, $fault: 'client' });
    });
    await expect(makeReadAlarms(client)('p')).rejects.toThrow(NoAlarmService);
  });

  it('pass on other failures', async () => {
    const client = clientOf(() => {
      throw new Error('no answer');
    });
    await expect(makeReadAlarms(client)('p')).rejects.toThrow('no answer');
  });
});
