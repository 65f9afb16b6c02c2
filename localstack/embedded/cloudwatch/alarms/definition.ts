import type { QuerySet } from '../metric-queries.ts';
import type { Comparison } from './comparison.ts';
import type { Rule } from './composite-rule.ts';
import type { JudgeRules } from './judge-points.ts';

export interface AlarmActions {
  readonly ALARM: readonly string[];
  readonly OK: readonly string[];
  readonly INSUFFICIENT_DATA: readonly string[];
}

interface AlarmBase {
  readonly name: string;
  /** ARNs that would be told; none where actions are switched off. */
  readonly actions: AlarmActions;
  /** What was given, as DescribeAlarms gives it back. */
  readonly given: Readonly<Record<string, unknown>>;
}

/** An alarm over metrics. */
export interface MetricAlarm extends AlarmBase, JudgeRules {
  readonly type: 'MetricAlarm';
  readonly queries: QuerySet;
  /** The entry whose values are held against the threshold. */
  readonly watched: string;
  readonly comparison: Comparison;
  readonly threshold: number;
}

/** An alarm over other alarms. */
export interface CompositeAlarm extends AlarmBase {
  readonly type: 'CompositeAlarm';
  readonly rule: Rule;
}

export type AlarmDefinition = MetricAlarm | CompositeAlarm;
