import { CloudWatchClient, CloudWatchServiceException } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { alarmsPart, makeReadAlarms } from '../../console/server/parts/alarms.ts';

/** A client whose answers a test gives: requests end before they are sent. */
function clientOf(answer: (input: object) => object): CloudWatchClient {
  const client = new CloudWatchClient({ region: 'us-east-1', endpoint: 'http://127.0.0.1:1' });
  client.middlewareStack.add(
    () =>
      async ({ input }) => ({ output: { $metadata: {}, ...answer(input) }, response: {} }),
    {
      step: 'initialize',
    },
  );
  return client;
}

const alarm = (name: string, StateValue: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA') => ({
  AlarmName: `millrace-p-monitoring-${name}Alarm0A`,
  AlarmDescription: `Pipeline p: ${name} happened. Runbook: docs/runbooks/${name}.md`,
  StateValue,
  StateReason: 'because',
  StateTransitionedTimestamp: new Date(5),
});

describe('alarms of the console', () => {
  it('are those of the pipeline, what goes off first, named as their runbooks', async () => {
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
    const { kept, alarms } = await makeReadAlarms(client, 'p')();
    expect(kept).toBe(true);
    expect(alarms.map(({ name, state }) => [name, state])).toEqual([
      ['d', 'ALARM'],
      ['Unhealthy', 'INSUFFICIENT_DATA'],
      ['a', 'INSUFFICIENT_DATA'],
      ['b', 'OK'],
    ]);
    expect(alarms[0]).toMatchObject({ description: 'd happened.', reason: 'because', sinceMs: 5 });
    expect(asked[0]).toMatchObject({ AlarmNamePrefix: 'millrace-p-monitoring-' });
  });

  it('are not kept where the endpoint knows of none', async () => {
    const unknown = new CloudWatchServiceException({
      name: 'UnknownOperationException',
      $fault: 'client',
      $metadata: {},
    });
    const client = clientOf(() => {
      throw unknown;
    });
    expect(await makeReadAlarms(client, 'p')()).toEqual({ kept: false, alarms: [] });
    expect(await alarmsPart(undefined).read()).toEqual({ kept: false, alarms: [] });
  });

  it('tell of other failures', async () => {
    const client = clientOf(() => {
      throw new Error('no answer');
    });
    await expect(makeReadAlarms(client, 'p')()).rejects.toThrow('no answer');
  });
});
