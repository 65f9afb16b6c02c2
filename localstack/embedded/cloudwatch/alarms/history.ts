import type { AlarmDefinition } from './definition.ts';

/** One thing that happened to an alarm. */
export interface HistoryItem {
  readonly alarm: string;
  readonly alarmType: AlarmDefinition['type'];
  /** `Action`: the ARN in it would be told on AWS; nothing is sent here. */
  readonly type: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  readonly timestampMs: number;
  readonly summary: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface AlarmHistory {
  add(item: HistoryItem): void;
  /** The latest last. */
  all(): readonly HistoryItem[];
}

/** Keeps the last items of all alarms together. */
export function makeAlarmHistory(maxItems = 5_000): AlarmHistory {
  const items: HistoryItem[] = [];
  return {
    add(item) {
      items.push(item);
      if (items.length > maxItems) items.shift();
    },
    all: () => items,
  };
}
