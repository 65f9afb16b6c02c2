import { z } from 'zod';
import type { Operation } from '../../gateway/service.ts';
import type { Alarm, Alarms } from '../alarms/alarms.ts';
import { page, paging, parse } from './call.ts';
import { whole } from './values.ts';

const TYPES = ['MetricAlarm', 'CompositeAlarm'] as const;
const MAX_PAGE = 100;
const DEFAULT_PAGE = 50;

const input = z.object({
  ...paging,
  AlarmNames: z.array(z.string()).optional(),
  AlarmNamePrefix: z.string().default(''),
  AlarmTypes: z.array(z.enum(TYPES)).default(['MetricAlarm']),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional(),
  ActionPrefix: z.string().optional(),
  MaxRecords: whole.pipe(z.int().min(1).max(MAX_PAGE)).default(DEFAULT_PAGE),
});

/** DescribeAlarms; without AlarmTypes it tells of metric alarms alone, as on AWS. */
export function describeAlarms(alarms: Alarms, arnOf: (name: string) => string): Operation {
  return (given) => {
    const { AlarmNames, AlarmNamePrefix, AlarmTypes, StateValue, ActionPrefix, ...wanted } = parse(input, given);
    const found = alarms.all().filter(({ definition, state }) => {
      const { name, type, actions } = definition;
      return (
        (AlarmNames === undefined || AlarmNames.includes(name)) &&
        name.startsWith(AlarmNamePrefix) &&
        AlarmTypes.includes(type) &&
        (StateValue === undefined || state === StateValue) &&
        (ActionPrefix === undefined ||
          Object.values(actions)
            .flat()
            .some((arn) => arn.startsWith(ActionPrefix)))
      );
    });
    const { items, NextToken } = page(found, wanted.NextToken, wanted.MaxRecords);
    const described = (type: (typeof TYPES)[number]) =>
      items.filter(({ definition }) => definition.type === type).map((alarm) => describe(alarm, arnOf));
    return { MetricAlarms: described('MetricAlarm'), CompositeAlarms: described('CompositeAlarm'), NextToken };
  };
}

function describe({ definition, state, reason, sinceMs, configuredMs }: Alarm, arnOf: (name: string) => string) {
  const { name, given } = definition;
  return {
    ...given,
    AlarmName: name,
    AlarmArn: arnOf(name),
    AlarmConfigurationUpdatedTimestamp: new Date(configuredMs),
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: new Date(sinceMs),
    StateTransitionedTimestamp: new Date(sinceMs),
  };
}
