import { z } from 'zod';
import type { Operation } from '../../gateway/service.ts';
import type { Alarms } from '../alarms/alarms.ts';
import { page, paging, parse } from './call.ts';
import { time, whole } from './values.ts';

const MAX_PAGE = 100;

const input = z.object({
  ...paging,
  AlarmName: z.string().optional(),
  AlarmTypes: z.array(z.enum(['MetricAlarm', 'CompositeAlarm'])).optional(),
  HistoryItemType: z.enum(['ConfigurationUpdate', 'StateUpdate', 'Action']).optional(),
  StartDate: time.default(Number.NEGATIVE_INFINITY),
  EndDate: time.default(Number.POSITIVE_INFINITY),
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MaxRecords: whole.pipe(z.int().min(1).max(MAX_PAGE)).default(MAX_PAGE),
});

/** DescribeAlarmHistory, of alarms that were removed too. */
export function describeAlarmHistory(alarms: Alarms): Operation {
  return (given) => {
    const { AlarmName, AlarmTypes, HistoryItemType, StartDate, EndDate, ...wanted } = parse(input, given);
    const found = alarms
      .history()
      .filter(
        ({ alarm, alarmType, type, timestampMs }) =>
          (AlarmName === undefined || alarm === AlarmName) &&
          (AlarmTypes === undefined || AlarmTypes.includes(alarmType)) &&
          (HistoryItemType === undefined || type === HistoryItemType) &&
          timestampMs >= StartDate &&
          timestampMs <= EndDate,
      );
    const ordered = wanted.ScanBy === 'TimestampDescending' ? found.toReversed() : found;
    const { items, NextToken } = page(ordered, wanted.NextToken, wanted.MaxRecords);
    const AlarmHistoryItems = items.map((item) => ({
      AlarmName: item.alarm,
      AlarmType: item.alarmType,
      Timestamp: new Date(item.timestampMs),
      HistoryItemType: item.type,
      HistorySummary: item.summary,
      HistoryData: JSON.stringify({ version: '1.0', ...item.data }),
    }));
    return { AlarmHistoryItems, NextToken };
  };
}
