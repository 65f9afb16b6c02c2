import type { AlarmStatus } from '../../localstack/embedded/local-aws.ts';
import type { Clock } from '../../src/client/index.ts';
import type { AlarmName } from './alarm-names.ts';

/** Something that an alarm did. */
export interface AlarmNote extends AlarmName {
  readonly atMs: number;
  readonly isOn: boolean;
  /** How long it was on; 0 for one that goes off now. */
  readonly forMs: number;
}

/** An alarm that went off, once or more. */
export interface AlarmEpisodes {
  readonly alarm: string;
  readonly times: number;
  /** For how long in all, until now where it still is. */
  readonly seconds: number;
  readonly isOn: boolean;
}

export interface AlarmWatchDeps {
  readonly alarms: () => readonly AlarmStatus[];
  /** By the names that `alarms` gives; others are not told of. */
  readonly names: ReadonlyMap<string, AlarmName>;
  readonly clock: Clock;
  readonly tell: (note: AlarmNote) => void;
}

export interface AlarmWatch {
  look(): void;
  /** In the order in which they first went off. */
  episodes(): readonly AlarmEpisodes[];
}

interface Seen extends AlarmName {
  readonly times: number;
  /** Of those that are over. */
  readonly pastMs: number;
  readonly onSinceMs: number | undefined;
  /** When it seemed to be over, though it has not been so for long. */
  readonly offSinceMs: number | undefined;
}

const LOOK_EVERY_MS = 1_000;
/** What has just been deployed has not run yet, and who expects it to is told of silence at once. */
const STARTING_MS = 25_000;
/** As the last data points leave the period, an alarm comes and goes: it is over when it has stayed so for a period. */
const SETTLED_MS = 25_000;
const NEVER_MEASURED = /no datapoints were received/;

/** Notices when alarms go off and when they are over. */
export function makeAlarmWatch({ alarms, names, clock, tell }: AlarmWatchDeps): AlarmWatch {
  const seen = new Map<string, Seen>();

  const isStarting = ({ name, reason, sinceMs }: AlarmStatus): boolean =>
    !seen.has(name) && NEVER_MEASURED.test(reason) && clock.nowMs() - sinceMs < STARTING_MS;

  const note = (status: AlarmStatus): void => {
    const { name, state, sinceMs } = status;
    const known = names.get(name);
    if (!known) return;
    const before = seen.get(name);
    if (state === 'ALARM' && before?.onSinceMs !== undefined) {
      seen.set(name, { ...before, offSinceMs: undefined });
    } else if (state === 'ALARM' && !isStarting(status)) {
      const [times, pastMs] = [(before?.times ?? 0) + 1, before?.pastMs ?? 0];
      seen.set(name, { ...known, times, pastMs, onSinceMs: sinceMs, offSinceMs: undefined });
      tell({ ...known, atMs: sinceMs, isOn: true, forMs: 0 });
    } else if (state !== 'ALARM' && before?.onSinceMs !== undefined) {
      seen.set(name, { ...before, offSinceMs: sinceMs });
      if (clock.nowMs() - sinceMs < SETTLED_MS) return;
      const forMs = sinceMs - before.onSinceMs;
      seen.set(name, { ...before, pastMs: before.pastMs + forMs, onSinceMs: undefined, offSinceMs: undefined });
      tell({ ...known, atMs: sinceMs, isOn: false, forMs });
    }
  };

  return {
    look() {
      for (const status of alarms()) note(status);
    },
    episodes() {
      const nowMs = clock.nowMs();
      return [...seen.values()].map(({ alarm, times, pastMs, onSinceMs, offSinceMs }) => {
        const ms = pastMs + (onSinceMs === undefined ? 0 : (offSinceMs ?? nowMs) - onSinceMs);
        const isOn = onSinceMs !== undefined && offSinceMs === undefined;
        return { alarm, times, seconds: Math.round(ms / 1_000), isOn };
      });
    },
  };
}

/** Looks every second until the signal is aborted. */
export async function keepLooking(watch: AlarmWatch, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    watch.look();
    await clock.after(LOOK_EVERY_MS);
  }
}
