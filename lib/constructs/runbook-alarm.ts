import { Alarm, ComparisonOperator, type IMetric, type TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface RunbookAlarmProps {
  readonly metric: IMetric;
  /** One sentence: what has happened when this goes off. */
  readonly summary: string;
  /** Path of the runbook in the repository, `docs/runbooks/<alarm>.md`: what it means, how to look, how to fix. */
  readonly runbook: `docs/runbooks/${string}.md`;
  /** Where the repository is browsed. @default - the description names the path alone */
  readonly runbookBaseUrl?: string;
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
    const link = props.runbookBaseUrl ? `${props.runbookBaseUrl.replace(/\/$/, '')}/${props.runbook}` : props.runbook;
    this.alarm = new Alarm(this, 'Alarm', {
      metric: props.metric,
      alarmDescription: `${props.summary} Runbook: ${link}`,
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
