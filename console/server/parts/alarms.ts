import { type CloudWatchClient, CloudWatchServiceException, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { AlarmsView, AlarmView } from '../../api/views.ts';
import type { Part } from '../part.ts';

/** Reads the alarms of a pipeline's monitoring stack. */
export type ReadAlarmViews = () => Promise<AlarmsView>;

const EVERY_MS = 2_000;
const ORDER = { ALARM: 0, INSUFFICIENT_DATA: 1, OK: 2 } as const;

/** @param readAlarms left out: nobody keeps alarms */
export function alarmsPart(readAlarms: ReadAlarmViews | undefined): Part<'alarms'> {
  return { everyMs: EVERY_MS, read: readAlarms ?? (async () => ({ kept: false, alarms: [] })) };
}

/** Asks CloudWatch. An endpoint that does not know CloudWatch keeps no alarms. */
export function makeReadAlarms(client: CloudWatchClient, pipelineName: string): ReadAlarmViews {
  const prefix = `millrace-${pipelineName}-monitoring-`;
  return async () => {
    const alarms: AlarmView[] = [];
    try {
      const pages = paginateDescribeAlarms(
        { client },
        { AlarmNamePrefix: prefix, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
      );
      for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages) {
        for (const alarm of [...MetricAlarms, ...CompositeAlarms]) alarms.push(alarmView(prefix, alarm));
      }
    } catch (error) {
      if (isUnknownService(error)) return { kept: false, alarms: [] };
      throw error;
    }
    alarms.sort((a, b) => ORDER[a.state] - ORDER[b.state] || (a.name < b.name ? -1 : 1));
    return { kept: alarms.length > 0, alarms };
  };
}

interface Described {
  readonly AlarmName?: string | undefined;
  readonly AlarmDescription?: string | undefined;
  readonly StateValue?: string | undefined;
  readonly StateReason?: string | undefined;
  readonly StateTransitionedTimestamp?: Date | undefined;
}

function alarmView(prefix: string, alarm: Described): AlarmView {
  const { AlarmName = '', AlarmDescription = '', StateValue, StateReason = '', StateTransitionedTimestamp } = alarm;
  return {
    name: nameOf(AlarmName.slice(prefix.length), AlarmDescription),
    state: StateValue === 'OK' || StateValue === 'ALARM' ? StateValue : 'INSUFFICIENT_DATA',
    description: AlarmDescription.replace(/^Pipeline [^:]*: /, '').replace(/ Runbook: \S+$/, ''),
    reason: StateReason,
    sinceMs: StateTransitionedTimestamp?.getTime() ?? null,
  };
}

/** As its runbook is called, which its description names; CloudFormation's own name has no meaning. */
function nameOf(generated: string, description: string): string {
  return /runbooks\/([\w-]+)\.md/.exec(description)?.[1] ?? generated;
}

/** As the local AWS and others say that they have no such service. */
function isUnknownService(error: unknown): boolean {
  if (!(error instanceof CloudWatchServiceException)) return false;
  return error.name === 'UnknownOperationException' || error.$metadata.httpStatusCode === 501;
}
