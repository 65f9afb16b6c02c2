import { z } from 'zod';
import { AwsError } from '../../gateway/aws-error.ts';
import type { Operations } from '../../gateway/service.ts';
import type { Alarms } from '../alarms/alarms.ts';
import { alarmsIn } from '../alarms/composite-rule.ts';
import { compositeAlarmShape, defineCompositeAlarm, defineMetricAlarm, metricAlarmShape } from './alarm-input.ts';
import { parse, validationError, withReadableExpressions } from './call.ts';

const AlarmName = z.string().min(1).max(255);
// Nothing reads tags locally.
const Tags = z.array(z.unknown()).optional();
const metricAlarm = z.strictObject({ ...metricAlarmShape, AlarmName, Tags });
const compositeAlarm = z.strictObject({ ...compositeAlarmShape, AlarmName, Tags });
const newState = z.object({
  AlarmName,
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  StateReason: z.string().max(1_023),
});

/** Operations that make, remove and set alarms. */
export function changeAlarms(alarms: Alarms): Operations {
  return {
    PutMetricAlarm(input) {
      const { AlarmName: name, Tags: _, ...given } = parse(metricAlarm, input);
      alarms.put(withReadableExpressions(() => defineMetricAlarm(name, given)));
      return undefined;
    },
    PutCompositeAlarm(input) {
      const { AlarmName: name, Tags: _, ...given } = parse(compositeAlarm, input);
      const definition = withReadableExpressions(() => defineCompositeAlarm(name, given));
      const missing = alarmsIn(definition.rule).find((alarm) => !alarms.find(alarm));
      if (missing !== undefined) throw validationError(`there is no alarm ${missing}, which the rule names`);
      alarms.put(definition);
      return undefined;
    },
    DeleteAlarms(input) {
      const { AlarmNames } = parse(z.object({ AlarmNames: z.array(z.string()).max(100) }), input);
      for (const name of AlarmNames) alarms.remove(name);
      return undefined;
    },
    SetAlarmState(input) {
      const { AlarmName: name, StateValue, StateReason } = parse(newState, input);
      if (!alarms.find(name)) {
        throw new AwsError('ResourceNotFound', `There is no alarm ${name}`, { statusCode: 404 });
      }
      alarms.setState(name, StateValue, StateReason);
      return undefined;
    },
  };
}
