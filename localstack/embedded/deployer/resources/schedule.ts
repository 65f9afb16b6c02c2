import { z } from 'zod';
import { parseRate } from '../../scheduler/rate-expression.ts';
import type { ScheduleTarget } from '../../scheduler/schedule.ts';
import { DeployError } from '../deploy-error.ts';
import { arn, nameIn } from '../names.ts';
import { integer, unsupported } from '../property.ts';
import { findQueueUrl } from '../queue-url.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';

const MAX_NAME = 64;
const DEFAULT_RETRIES = 185;
const DEFAULT_MAX_AGE_SECONDS = 86_400;

const target = z.strictObject({
  Arn: z.string(),
  // Nothing is authorized locally.
  RoleArn: z.string(),
  Input: z.string().optional(),
  SqsParameters: z.strictObject({ MessageGroupId: z.string().optional() }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumEventAgeInSeconds: integer.default(DEFAULT_MAX_AGE_SECONDS),
      MaximumRetryAttempts: integer.default(DEFAULT_RETRIES),
    })
    .default({ MaximumEventAgeInSeconds: DEFAULT_MAX_AGE_SECONDS, MaximumRetryAttempts: DEFAULT_RETRIES }),
});

/** AWS::Scheduler::Schedule with a rate, to a queue or a function. */
export const schedule = resourceType({
  applied: z.strictObject({
    Name: z.string().optional(),
    GroupName: z.string().default('default'),
    ScheduleExpression: z.string(),
    State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
    FlexibleTimeWindow: z.strictObject({
      Mode: z.literal('OFF', { error: 'flexible time windows are not supported locally' }),
    }),
    Target: target,
    StartDate: unsupported('schedules start at once'),
    EndDate: unsupported('schedules have no end'),
  }),
  withoutEffect: {
    Description: 'it is for people',
    KmsKeyArn: 'nothing is encrypted locally',
    ScheduleExpressionTimezone: 'a rate is the same in every time zone',
  },
  async deploy(properties, context) {
    const { location, scheduler, keepRunning } = context;
    const name = context.name(properties.Name, MAX_NAME);
    const everyMs = parseRate(properties.ScheduleExpression);
    if (everyMs === undefined) {
      throw new DeployError(
        `property ScheduleExpression: ${properties.ScheduleExpression} is not a rate, such as rate(5 minutes)`,
      );
    }
    const scheduleArn = arn(location, 'scheduler', `schedule/${properties.GroupName}/${name}`);
    const { Input, RetryPolicy } = properties.Target;
    const parsed = {
      arn: scheduleArn,
      everyMs,
      target: await resolveTarget(properties.Target, context),
      input: Input,
      maxRetries: RetryPolicy.MaximumRetryAttempts,
      maxAgeMs: RetryPolicy.MaximumEventAgeInSeconds * 1_000,
    };
    const start = async () => {
      await scheduler.put(parsed);
      return { stop: () => scheduler.remove(scheduleArn) };
    };
    await keepRunning(properties.State === 'ENABLED' ? start : undefined);
    return { ref: name, attributes: { Arn: scheduleArn } };
  },
});

async function resolveTarget(
  { Arn, SqsParameters }: z.infer<typeof target>,
  { clients, lambda }: ResourceContext,
): Promise<ScheduleTarget> {
  const functionName = nameIn.lambdaArn(Arn);
  if (functionName !== undefined && lambda.find(functionName)) return { kind: 'function', functionName };
  const queueName = nameIn.queueArn(Arn);
  const queueUrl = queueName === undefined ? undefined : await findQueueUrl(clients.sqs, queueName);
  if (queueUrl === undefined) throw new DeployError(`property Target: ${Arn} is neither a queue nor a function here`);
  return { kind: 'queue', queueUrl, messageGroupId: SqsParameters?.MessageGroupId };
}
