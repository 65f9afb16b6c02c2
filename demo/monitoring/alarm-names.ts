import { type CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { alarmWords } from '../../src/client/index.ts';

/** What an alarm is called by people, and what it says. */
export interface AlarmName {
  /** Of its runbook, with a number where several have one. */
  readonly alarm: string;
  /** What has happened when it goes off, one sentence. */
  readonly summary: string;
}

/** The metric alarms of the account by the names that CloudFormation gave them. What is composed of them would say all twice. */
export async function readAlarmNames(client: CloudWatchClient): Promise<ReadonlyMap<string, AlarmName>> {
  const names = new Map<string, AlarmName>();
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, {})) {
    for (const { AlarmName = '', AlarmDescription = '' } of MetricAlarms) {
      const { name, description } = alarmWords(AlarmName, AlarmDescription);
      names.set(AlarmName, { alarm: name, summary: description });
    }
  }
  return names;
}
