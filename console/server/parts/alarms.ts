import { type Alarm, NoAlarmService, type ReadAlarms } from '../../../src/client/index.ts';
import type { AlarmsView, AlarmView } from '../../api/views.ts';
import type { Part } from '../part.ts';

const EVERY_MS = 2_000;
const NOT_KEPT: AlarmsView = { kept: false, alarms: [] };

/** What is asked for alarms. */
export interface AlarmsDeps {
  readonly pipeline: string;
  /** Left out: nobody keeps alarms. */
  readonly readAlarms?: ReadAlarms | undefined;
}

/** The alarms of a pipeline, but for the one over all others. An endpoint without CloudWatch keeps none. */
export function alarmsPart({ pipeline, readAlarms }: AlarmsDeps): Part<'alarms'> {
  return {
    everyMs: EVERY_MS,
    async read() {
      if (!readAlarms) return NOT_KEPT;
      try {
        const alarms = (await readAlarms(pipeline)).filter(({ isComposite }) => !isComposite);
        return { kept: alarms.length > 0, alarms: alarms.map(alarmView) };
      } catch (error) {
        if (error instanceof NoAlarmService) return NOT_KEPT;
        throw error;
      }
    },
  };
}

function alarmView({ name, state, description, reason, sinceMs }: Alarm): AlarmView {
  return { name, state, description, reason, sinceMs };
}
