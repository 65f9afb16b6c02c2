import type { RunbookAlarmProps } from '../runbook-alarm.ts';

/** When an alarm goes off. */
export type AlarmRule = Pick<
  RunbookAlarmProps,
  'metric' | 'summary' | 'threshold' | 'comparison' | 'periods' | 'missingData'
> & {
  /** Name of the runbook, without `.md`. @default - the alarm's own name */
  readonly runbook?: string;
};

/** Rules by the name of their alarm. */
export type AlarmRules = Readonly<Record<string, AlarmRule>>;

/** Periods (of five minutes) after which a failure that back-off would have ridden out counts as lasting. */
export const LASTING = 3;
