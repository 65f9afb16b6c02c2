import { Alarm, ComparisonOperator, type IMetric, type TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** What an alarm says to whoever it wakes. */
export interface RunbookProps {
  /** One sentence: what has happened when this goes off. */
  readonly summary: string;
  /** Path of the runbook in the repository, `docs/runbooks/<alarm>.md`: what it means, how to look, how to fix. */
  readonly runbook: `docs/runbooks/${string}.md`;
  /** Where the repository is browsed. @default - the description names the path alone */
  readonly runbookBaseUrl?: string;
}

export interface RunbookAlarmProps extends RunbookProps {
  readonly metric: IMetric;
  readonly threshold: number;
  /** @default - at the threshold or above */
  readonly comparison?: ComparisonOperator;
  /** Consecutive periods that must breach. @default 1 */
  readonly periods?: number;
  /** What silence means differs from metric to metric, so it is never left to the default. */
  readonly missingData: TreatMissingData;
  readonly topic: ITopic;
}

/** An alarm that somebody can act on: it tells the topic when it goes off and when it is over, and names its runbook. */
export class RunbookAlarm extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    super(scope, id);
    this.alarm = new Alarm(this, 'Alarm', {
      metric: props.metric,
      alarmDescription: describeAlarm(props),
      threshold: props.threshold,
      comparisonOperator: props.comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: props.periods ?? 1,
      treatMissingData: props.missingData,
    });
    const notify = new SnsAction(props.topic);
    this.alarm.addAlarmAction(notify);
    this.alarm.addOkAction(notify);
  }
}

/** The description of an alarm: what has happened, and where to read on. */
export function describeAlarm({ summary, runbook, runbookBaseUrl }: RunbookProps): string {
  const link = runbookBaseUrl ? `${runbookBaseUrl.replace(/\/$/, '')}/${runbook}` : runbook;
  return `${summary} Runbook: ${link}`;
}
