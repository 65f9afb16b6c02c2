import { z } from 'zod';
import { alarmsIn } from '../../cloudwatch/alarms/composite-rule.ts';
import type { AlarmDefinition } from '../../cloudwatch/alarms/definition.ts';
import {
  compositeAlarmShape,
  defineCompositeAlarm,
  defineMetricAlarm,
  metricAlarmShape,
} from '../../cloudwatch/api/alarm-input.ts';
import { ExpressionError } from '../../cloudwatch/math/expression-error.ts';
import { DeployError } from '../deploy-error.ts';
import { arn } from '../names.ts';
import { TAGS, unsupported } from '../property.ts';
import { type DeployedResource, type ResourceContext, resourceType } from '../resource-type.ts';

const MAX_NAME = 255;

/** AWS::CloudWatch::Alarm. An alarm that exists keeps its state until it is looked at the next time. */
export const metricAlarm = resourceType({
  applied: z.strictObject({
    AlarmName: z.string().optional(),
    ...metricAlarmShape,
    ThresholdMetricId: unsupported('there is no anomaly detection'),
  }),
  withoutEffect: { ...TAGS, Unit: 'a metric has one unit locally' },
  deploy: ({ AlarmName, ThresholdMetricId: _, ...properties }, context) =>
    keep(context, AlarmName, (name) => defineMetricAlarm(name, properties)),
});

/** AWS::CloudWatch::CompositeAlarm. */
export const compositeAlarm = resourceType({
  applied: z.strictObject({
    AlarmName: z.string().optional(),
    ...compositeAlarmShape,
    ActionsSuppressor: unsupported('nothing is sent that could be held back'),
    ActionsSuppressorWaitPeriod: unsupported('nothing is sent that could be held back'),
    ActionsSuppressorExtensionPeriod: unsupported('nothing is sent that could be held back'),
  }),
  withoutEffect: TAGS,
  deploy: ({ AlarmName, ...properties }, context) =>
    keep(context, AlarmName, (name) => {
      const definition = defineCompositeAlarm(name, properties);
      const missing = alarmsIn(definition.rule).find((alarm) => !context.alarms.find(alarm));
      if (missing !== undefined) throw new DeployError(`property AlarmRule: there is no alarm ${missing}`);
      return definition;
    }),
});

async function keep(
  context: ResourceContext,
  given: string | undefined,
  define: (name: string) => AlarmDefinition,
): Promise<DeployedResource> {
  const name = context.name(given, MAX_NAME);
  // The new one first: what ran before removes the old one only where it is still there, so that the state stays.
  const remove = context.alarms.put(readable(() => define(name)));
  await context.keepRunning(async () => ({ stop: async () => remove() }));
  return { ref: name, attributes: { Arn: arn(context.location, 'cloudwatch', `alarm:${name}`) } };
}

function readable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ExpressionError ? new DeployError(error.message) : error;
  }
}
