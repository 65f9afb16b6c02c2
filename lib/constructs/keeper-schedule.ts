import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';

interface KeeperScheduleProps {
  readonly pokesQueueArn: string;
}

/** Asks the watermark keeper for a round every minute, the shortest interval EventBridge Scheduler has. */
export class KeeperSchedule extends Construct {
  constructor(scope: Construct, id: string, { pokesQueueArn }: KeeperScheduleProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      // Only schedules of this account may use the role (the confused deputy).
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [pokesQueueArn] }));
    const schedule = new CfnSchedule(this, 'Schedule', {
      description: 'A round of the watermark keeper every minute',
      scheduleExpression: 'rate(1 minute)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: pokesQueueArn,
        roleArn: role.roleArn,
        // The queue drops messages with the same content; the execution id, which Scheduler fills in, makes each tick its own.
        input: JSON.stringify({ kind: 'tick', id: '<aws.scheduler.execution-id>' }),
        sqsParameters: { messageGroupId: 'keeper' },
        // A tick that could not be sent within its minute is replaced by the next.
        retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 3 },
      },
    });
    schedule.node.addDependency(role);
  }
}
