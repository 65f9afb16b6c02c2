import type { SeriesStore } from '../series/series-store.ts';
import type { TimeScale } from '../time-scale.ts';
import type { AlarmDefinition } from './definition.ts';
import { evaluateCompositeAlarm, evaluateMetricAlarm, type Verdict } from './evaluate-alarm.ts';
import { type HistoryItem, makeAlarmHistory } from './history.ts';
import type { AlarmState } from './judge-points.ts';

/** An alarm and how it stands. */
export interface Alarm {
  readonly definition: AlarmDefinition;
  readonly state: AlarmState;
  readonly reason: string;
  /** Epoch ms. */
  readonly sinceMs: number;
  readonly configuredMs: number;
}

export interface Alarms {
  /** Adds an alarm, or replaces one of that name, which keeps its state. The function returned removes what it added. */
  put(definition: AlarmDefinition): () => void;
  remove(name: string): void;
  find(name: string): Alarm | undefined;
  /** In order of their names. */
  all(): readonly Alarm[];
  /** Changes a state until the next evaluation finds otherwise. */
  setState(name: string, state: AlarmState, reason: string): void;
  /** Looks at every alarm. */
  evaluate(): void;
  /** The latest last. */
  history(): readonly HistoryItem[];
}

export interface AlarmsDeps {
  readonly clock: () => number;
  readonly store: SeriesStore;
  readonly scale: TimeScale;
}

const UNCHECKED = 'Unchecked: Initial alarm creation';

/** The alarms of the account, in memory alone. */
export function makeAlarms({ clock, store, scale }: AlarmsDeps): Alarms {
  const byName = new Map<string, Alarm>();
  const history = makeAlarmHistory();
  const stateOf = (name: string) => byName.get(name)?.state;
  const note = ({ name, type: alarmType }: AlarmDefinition, item: Pick<HistoryItem, 'type' | 'summary' | 'data'>) =>
    history.add({ alarm: name, alarmType, timestampMs: clock(), ...item });

  const apply = (alarm: Alarm, { state, reason }: Verdict) => {
    if (state === undefined || state === alarm.state) return false;
    const { definition, state: before } = alarm;
    byName.set(definition.name, { ...alarm, state, reason, sinceMs: clock() });
    note(definition, {
      type: 'StateUpdate',
      summary: `Alarm updated from ${before} to ${state}`,
      data: {
        oldState: { stateValue: before, stateReason: alarm.reason },
        newState: { stateValue: state, stateReason: reason },
      },
    });
    for (const arn of definition.actions[state]) {
      note(definition, {
        type: 'Action',
        summary: `Action ${arn} is due; nothing is sent locally`,
        data: { notificationResource: arn },
      });
    }
    return true;
  };

  /** A composite alarm may be over others, so as long as one changes; a circle of them ends all the same. */
  const evaluateComposites = () => {
    for (let round = 0, changed = true; changed && round <= byName.size; round += 1) {
      changed = false;
      for (const alarm of byName.values()) {
        const { definition } = alarm;
        if (definition.type !== 'CompositeAlarm') continue;
        changed = apply(alarm, evaluateCompositeAlarm(definition, stateOf)) || changed;
      }
    }
  };

  return {
    put(definition) {
      const { name } = definition;
      const nowMs = clock();
      const before = byName.get(name);
      const initial = { state: 'INSUFFICIENT_DATA', reason: UNCHECKED, sinceMs: nowMs } as const;
      byName.set(name, { ...(before ?? initial), definition, configuredMs: nowMs });
      const summary = `Alarm "${name}" ${before ? 'updated' : 'created'}`;
      note(definition, { type: 'ConfigurationUpdate', summary, data: { type: before ? 'Update' : 'Create' } });
      return () => {
        if (byName.get(name)?.definition === definition) byName.delete(name);
      };
    },
    remove: (name) => void byName.delete(name),
    find: (name) => byName.get(name),
    all: () => [...byName.values()].sort((a, b) => (a.definition.name < b.definition.name ? -1 : 1)),
    setState(name, state, reason) {
      const alarm = byName.get(name);
      if (alarm) apply(alarm, { state, reason });
      evaluateComposites();
    },
    evaluate() {
      const nowMs = clock();
      for (const alarm of byName.values()) {
        const { definition } = alarm;
        if (definition.type === 'MetricAlarm') apply(alarm, evaluateMetricAlarm(definition, store, scale, nowMs));
      }
      evaluateComposites();
    },
    history: history.all,
  };
}
