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
  times: number;
  /** Of those that are over. */
  pastMs: number;
  onSinceMs: number | undefined;
}

const LOOK_EVERY_MS = 1_000;
/** What has just been deployed has not run yet, and who expects it to is told of silence at once. */
const STARTING_MS = 25_000;
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
    if (state === 'ALARM') {
      if (before?.onSinceMs !== undefined || isStarting(status)) return;
      seen.set(name, { ...known, times: (before?.times ?? 0) + 1, pastMs: before?.pastMs ?? 0, onSinceMs: sinceMs });
      tell({ ...known, atMs: sinceMs, isOn: true, forMs: 0 });
      return;
    }
    if (before?.onSinceMs === undefined) return;
    const forMs = sinceMs - before.onSinceMs;
    seen.set(name, { ...before, pastMs: before.pastMs + forMs, onSinceMs: undefined });
    tell({ ...known, atMs: sinceMs, isOn: false, forMs });
  };

  return {
    look() {
      for (const status of alarms()) note(status);
    },
    episodes() {
      const nowMs = clock.nowMs();
      return [...seen.values()].map(({ alarm, times, pastMs, onSinceMs }) => {
        const ms = pastMs + (onSinceMs === undefined ? 0 : nowMs - onSinceMs);
        return { alarm, times, seconds: Math.round(ms / 1_000), isOn: onSinceMs !== undefined };
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
