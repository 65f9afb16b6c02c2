/** The states of an alarm. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export type TreatMissingData = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

/** One period as an alarm sees it: beyond the threshold, within it, or without data. */
export type Slot = 'breaching' | 'good' | 'missing';

export interface JudgeRules {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
}

export interface Judgement {
  /** Undefined: it stays as it is. */
  readonly state: AlarmState | undefined;
  /** Data points that decided it, as indexes of the slots, oldest first. */
  readonly decisive: readonly number[];
  /** How many missing ones were made up for, as the alarm treats them. */
  readonly filled: number;
}

/**
 * So many periods before those to evaluate are looked at, in case some of them have no data. CloudWatch does not say how many it
 * takes; its examples have two.
 */
export const EXTRA_PERIODS = 2;

/**
 * Decides what periods mean, the oldest first (CloudWatch user guide, "Configuring how CloudWatch alarms treat missing data"):
 * real data points are preferred, older ones too; only what then lacks is made up for. Where missing data says nothing, an alarm
 * goes off with fewer points than it needs if there are breaching ones alone and the first of them is old enough.
 */
export function judgePoints(slots: readonly Slot[], rules: JudgeRules): Judgement {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = rules;
  const recent = slots.map((_, index) => index).slice(-evaluationPeriods);
  const real = slots.flatMap((slot, index) => (slot === 'missing' ? [] : [index]));
  const complete = recent.every((index) => slots[index] !== 'missing');
  const decisive = complete ? recent : real.slice(-evaluationPeriods);
  const lacking = evaluationPeriods - decisive.length;
  const breaching = decisive.filter((index) => slots[index] === 'breaching').length;
  const judged = (state: AlarmState | undefined, filled = 0): Judgement => ({ state, decisive, filled });
  const byCount = (count: number): AlarmState => (count >= datapointsToAlarm ? 'ALARM' : 'OK');

  if (lacking === 0 || breaching >= datapointsToAlarm) return judged(byCount(breaching));
  if (treatMissingData === 'breaching') return judged(byCount(breaching + lacking), lacking);
  if (treatMissingData === 'notBreaching') return judged('OK', lacking);
  const [oldest] = decisive;
  if (oldest === undefined) return judged(treatMissingData === 'ignore' ? undefined : 'INSUFFICIENT_DATA', lacking);
  if (breaching < decisive.length) return judged('OK', lacking);
  if (treatMissingData === 'ignore') return judged(undefined, lacking);
  const age = slots.length - oldest;
  return judged(age >= datapointsToAlarm ? 'ALARM' : 'OK', lacking);
}
