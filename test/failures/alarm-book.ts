import {
  type AlarmType,
  type CloudWatchClient,
  paginateDescribeAlarmHistory,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';

/** The deployed alarms by the names of their runbooks. */
export interface AlarmBook {
  readonly names: readonly string[];
  /** Those that are on now. */
  on(): Promise<readonly string[]>;
  /** Those that have been on. */
  wentOff(): Promise<ReadonlySet<string>>;
}

const AlarmTypes: AlarmType[] = ['MetricAlarm', 'CompositeAlarm'];

export async function openAlarmBook(client: CloudWatchClient): Promise<AlarmBook> {
  const describe = async () => {
    const found: { readonly id: string; readonly name: string; readonly isOn: boolean }[] = [];
    for await (const page of paginateDescribeAlarms({ client }, { AlarmTypes })) {
      for (const alarm of [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])]) {
        const { AlarmName: id = '', AlarmDescription = '', StateValue } = alarm;
        const name = /runbooks\/([\w-]+)\.md$/.exec(AlarmDescription)?.[1] ?? id;
        found.push({ id, name, isOn: StateValue === 'ALARM' });
      }
    }
    return found;
  };
  const alarms = await describe();
  const nameOf = new Map(alarms.map(({ id, name }) => [id, name]));
  return {
    names: alarms.map(({ name }) => name),
    on: async () => (await describe()).filter(({ isOn }) => isOn).map(({ name }) => name),
    async wentOff() {
      const names = new Set<string>();
      const asked = { HistoryItemType: 'StateUpdate' as const, AlarmTypes };
      for await (const { AlarmHistoryItems = [] } of paginateDescribeAlarmHistory({ client }, asked)) {
        for (const { AlarmName = '', HistorySummary } of AlarmHistoryItems) {
          if (HistorySummary?.endsWith(' to ALARM')) names.add(nameOf.get(AlarmName) ?? AlarmName);
        }
      }
      return names;
    },
  };
}
