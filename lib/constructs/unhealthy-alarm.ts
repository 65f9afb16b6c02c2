import { type Alarm, AlarmRule, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { describeAlarm, type RunbookProps } from './runbook-alarm.ts';

/**
 * One state for all alarms of a pipeline: it goes off with the first of them and is over with the last.
 *
 * It tells nobody. Each alarm tells the topic itself, because its message names what is wrong and the runbook, and because this one stays
 * silent about a second fault while the first one lasts; told of both, a person would get each message twice. It is there for what wants
 * a single answer: the dashboard, a pager or a deployment that waits for health, by its name in the outputs.
 */
export function makeUnhealthyAlarm(
  scope: Construct,
  id: string,
  alarms: readonly Alarm[],
  runbook: RunbookProps,
): CompositeAlarm {
  return new CompositeAlarm(scope, id, {
    alarmRule: AlarmRule.anyOf(...alarms),
    alarmDescription: describeAlarm(runbook),
  });
}
