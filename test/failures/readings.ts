import type { Reading } from './fixtures/v2/readings/generated/reading.ts';

/** What is wrong with a record, if anything. */
export type Fault = 'header lost' | 'schema not available yet' | 'dated ahead' | 'unit nobody knew';

export interface SentReading {
  readonly event: Reading;
  readonly fault: Fault | undefined;
}

/** Of a hundred events the first ones, as the share of each fault asks for. */
const FAULTS: readonly Fault[] = [
  'header lost',
  'header lost',
  'schema not available yet',
  'dated ahead',
  'unit nobody knew',
];

/** Why the processor of the first version rejects each of them. */
export const REASONS: Readonly<Record<Fault, string>> = {
  'header lost': 'UNDECODABLE',
  'schema not available yet': 'UNKNOWN_SCHEMA',
  'dated ahead': 'FUTURE_EVENT_TIME',
  'unit nobody knew': 'USER_CODE_THREW',
};

const SENSORS = 12;
const STEP_MS = 400;
export const WINDOW_MS = 300_000;

/** Readings up to `untilMs`, in order of their time; 2 % corrupt, 1 % each of the other faults. */
export function makeReadings(count: number, untilMs: number): SentReading[] {
  return Array.from({ length: count }, (_, index) => {
    // The faults move on by one with each hundred, so that no sensor has them all.
    const fault = FAULTS[(index + Math.floor(index / 100)) % 100];
    const atMs = untilMs - (count - index) * STEP_MS + (fault === 'dated ahead' ? 7_200_000 : 0);
    const event: Reading = {
      sensor: `sensor-${index % SENSORS}`,
      atMs,
      value: (index * 7_919) % 40_000,
      unit: fault === 'unit nobody knew' ? 'mF' : 'mC',
      ...(fault === 'schema not available yet' ? { station: `station-${index % 3}` } : {}),
    };
    return { event, fault };
  });
}

export interface ExpectedRow {
  readonly readings: number;
  readonly sum: number;
  readonly highest: number;
}

/** What the readings come to by sensor and window, worked out at once and by other code. */
export function expectedRows(sent: readonly SentReading[]): Map<string, ExpectedRow> {
  const rows = new Map<string, ExpectedRow>();
  for (const { event } of sent) {
    const value = event.unit === 'mC' ? event.value : Math.round(((event.value - 32_000) * 5) / 9);
    const name = `${event.sensor} ${event.atMs - (event.atMs % WINDOW_MS)}`;
    const { readings, sum, highest } = rows.get(name) ?? { readings: 0, sum: 0, highest: Number.NEGATIVE_INFINITY };
    rows.set(name, { readings: readings + 1, sum: sum + value, highest: Math.max(highest, value) });
  }
  return rows;
}
