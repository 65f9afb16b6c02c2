import { describe, expect, it } from 'vitest';
import {
  judgePoints,
  type Slot,
  type TreatMissingData,
} from '../../../localstack/embedded/cloudwatch/alarms/judge-points.ts';

const SLOTS: Readonly<Record<string, Slot>> = { '0': 'good', X: 'breaching', '-': 'missing' };
const TREATMENTS: readonly TreatMissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

/** How an alarm stands that treats missing data in each of the four ways; periods oldest first, as in AWS's tables. */
function states(periods: string, datapointsToAlarm: number, evaluationPeriods = 3) {
  const slots = periods.split(' ').map((text) => SLOTS[text] ?? 'missing');
  return TREATMENTS.map((treatMissingData) => {
    return judgePoints(slots, { evaluationPeriods, datapointsToAlarm, treatMissingData }).state ?? 'as it was';
  });
}

// CloudWatch user guide, "Configuring how CloudWatch alarms treat missing data": columns missing, ignore, breaching, notBreaching.
describe('three out of three, by the table of AWS', () => {
  it.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', ['INSUFFICIENT_DATA', 'as it was', 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', ['ALARM', 'as it was', 'ALARM', 'OK']],
  ])('%s', (periods, expected) => {
    expect(states(periods, 3)).toEqual(expected);
  });
});

describe('two out of three, by the table of AWS', () => {
  it.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', ['ALARM', 'as it was', 'ALARM', 'OK']],
  ])('%s', (periods, expected) => {
    expect(states(periods, 2)).toEqual(expected);
  });
});

describe('a breaching point that is too young', () => {
  it.each(['- - - - X', '- - - X -'])('sets off no alarm that needs three: %s', (periods) => {
    expect(states(periods, 3)).toEqual(['OK', 'as it was', 'ALARM', 'OK']);
  });

  it('sets off one that needs one', () => {
    expect(states('- - - - X', 1)).toEqual(['ALARM', 'ALARM', 'ALARM', 'ALARM']);
  });
});

describe('one out of one', () => {
  it('goes by the latest there is, which an older one is while it can be seen', () => {
    expect(states('- - X', 1, 1)).toEqual(['ALARM', 'ALARM', 'ALARM', 'ALARM']);
    expect(states('X - -', 1, 1)).toEqual(['ALARM', 'ALARM', 'ALARM', 'ALARM']);
    expect(states('X 0 -', 1, 1)).toEqual(['OK', 'OK', 'OK', 'OK']);
    expect(states('X X 0', 1, 1)).toEqual(['OK', 'OK', 'OK', 'OK']);
    expect(states('- - -', 1, 1)).toEqual(['INSUFFICIENT_DATA', 'as it was', 'ALARM', 'OK']);
  });
});

it('tells what decided, and how much was made up for', () => {
  const rules = { evaluationPeriods: 3, datapointsToAlarm: 3, treatMissingData: 'breaching' } as const;
  expect(judgePoints(['missing', 'missing', 'missing', 'missing', 'good'], rules)).toEqual({
    state: 'OK',
    decisive: [4],
    filled: 2,
  });
});
