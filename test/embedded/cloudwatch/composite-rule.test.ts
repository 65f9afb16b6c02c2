import { describe, expect, it } from 'vitest';
import { alarmsIn, holds, parseRule } from '../../../localstack/embedded/cloudwatch/alarms/composite-rule.ts';
import type { AlarmState } from '../../../localstack/embedded/cloudwatch/alarms/judge-points.ts';

const STATES: Readonly<Record<string, AlarmState>> = {
  red: 'ALARM',
  green: 'OK',
  grey: 'INSUFFICIENT_DATA',
  'two words': 'ALARM',
};
const ARN = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:red';

describe('a rule', () => {
  it.each([
    ['ALARM("red")', true],
    ['ALARM(green)', false],
    ["OK('green')", true],
    ['INSUFFICIENT_DATA("grey")', true],
    ['ALARM("two words")', true],
    [`ALARM("${ARN}")`, true],
    [`ALARM(${ARN}) AND OK(green)`, true],
    ['NOT ALARM("red")', false],
    ['NOT ALARM("green") AND OK("green")', true],
    ['ALARM("red") OR ALARM("green") AND FALSE', true],
    ['(ALARM("red") OR ALARM("green")) AND FALSE', false],
    ['FALSE AND FALSE OR TRUE', true],
    ['NOT (ALARM("green") OR FALSE)', true],
    ['TRUE AND NOT NOT TRUE', true],
    ['ALARM("gone")', false],
    ['INSUFFICIENT_DATA("gone")', true],
  ])('%s is %s', (text, expected) => {
    expect(holds(parseRule(text), (name) => STATES[name])).toBe(expected);
  });

  it('names its alarms', () => {
    expect(alarmsIn(parseRule(`ALARM("${ARN}") OR NOT (OK(green) AND TRUE)`))).toEqual(['red', 'green']);
  });

  it.each([
    '',
    'ALARM',
    'ALARM()',
    'ALARM("red"',
    'ALARM("red") AND',
    'red',
    'ALARM("red") OK("green")',
    'ALARM("red)',
  ])('cannot be read from %j', (text) => {
    expect(() => parseRule(text)).toThrow('the rule cannot be read');
  });
});
