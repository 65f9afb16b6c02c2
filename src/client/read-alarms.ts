import { type CloudWatchClient, CloudWatchServiceException, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { Alarm, ReadAlarms } from './alarm.ts';
import { alarmWords } from './alarm-words.ts';
import { ClientError } from './errors.ts';

/** The endpoint does not know CloudWatch: nobody keeps alarms there. */
export class NoAlarmService extends ClientError {
  constructor() {
    super('this endpoint has no CloudWatch');
  }
}

const ORDER = { ALARM: 0, INSUFFICIENT_DATA: 1, OK: 2 } as const;

/** Asks CloudWatch for the alarms that begin with the name of a pipeline's monitoring stack, composite ones too. */
export function makeReadAlarms(client: CloudWatchClient): ReadAlarms {
  return async (pipelineName) => {
    const prefix = `millrace-${pipelineName}-monitoring-`;
    const alarms: Alarm[] = [];
    try {
      const pages = paginateDescribeAlarms(
        { client },
        { AlarmNamePrefix: prefix, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
      );
      for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages) {
        for (const alarm of MetricAlarms) alarms.push(alarmOf(prefix, alarm, false));
        for (const alarm of CompositeAlarms) alarms.push(alarmOf(prefix, alarm, true));
      }
    } catch (error) {
      throw isUnknownService(error) ? new NoAlarmService() : error;
    }
    return alarms.sort((a, b) => ORDER[a.state] - ORDER[b.state] || (a.name < b.name ? -1 : 1));
  };
}

interface Described {
  readonly AlarmName?: string | undefined;
  readonly AlarmDescription?: string | undefined;
  readonly StateValue?: string | undefined;
  readonly StateReason?: string | undefined;
  readonly StateTransitionedTimestamp?: Date | undefined;
}

function alarmOf(prefix: string, alarm: Described, isComposite: boolean): Alarm {
  const { AlarmName = '', AlarmDescription = '', StateValue, StateReason = '', StateTransitionedTimestamp } = alarm;
  return {
    ...alarmWords(AlarmName.slice(prefix.length), AlarmDescription),
    state: StateValue === 'OK' || StateValue === 'ALARM' ? StateValue : 'INSUFFICIENT_DATA',
    isComposite,
    reason: StateReason,
    sinceMs: StateTransitionedTimestamp?.getTime() ?? null,
  };
}

/** As the local AWS and others say that they have no such service. */
function isUnknownService(error: unknown): boolean {
  if (!(error instanceof CloudWatchServiceException)) return false;
  return error.name === 'UnknownOperationException' || error.$metadata.httpStatusCode === 501;
}
