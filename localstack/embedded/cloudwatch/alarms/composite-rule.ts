import { ExpressionError } from '../math/expression-error.ts';
import type { AlarmState } from './judge-points.ts';

/** A rule over the states of other alarms. */
export type Rule =
  | { readonly kind: 'state'; readonly state: AlarmState; readonly alarm: string }
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'not'; readonly rule: Rule }
  | { readonly kind: 'and' | 'or'; readonly rules: readonly [Rule, Rule] };

const TOKEN = /\s*(?:([()])|"([^"]+)"|'([^']+)'|([^\s()"']+))\s*/y;
const STATES: Readonly<Record<string, AlarmState>> = {
  ALARM: 'ALARM',
  OK: 'OK',
  INSUFFICIENT_DATA: 'INSUFFICIENT_DATA',
};
const ALARM_ARN = /^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/;

interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

/**
 * Reads the rule of a composite alarm: `ALARM("a") AND NOT (OK(b) OR TRUE)`. Alarms are named by name or ARN; NOT binds before AND,
 * AND before OR (CloudWatch API reference, PutCompositeAlarm). @throws ExpressionError
 */
export function parseRule(text: string): Rule {
  const tokens = tokensOf(text);
  let at = 0;
  const fail = (): never => {
    throw new ExpressionError(`the rule cannot be read at ${tokens[at]?.text ?? 'its end'}: ${text}`);
  };
  const take = (word: string) => {
    const token = tokens[at];
    if (!token || token.quoted || token.text !== word) return false;
    at += 1;
    return true;
  };
  const expect = (word: string) => take(word) || fail();

  const or = (): Rule => {
    let left = and();
    while (take('OR')) left = { kind: 'or', rules: [left, and()] };
    return left;
  };
  const and = (): Rule => {
    let left = not();
    while (take('AND')) left = { kind: 'and', rules: [left, not()] };
    return left;
  };
  const not = (): Rule => (take('NOT') ? { kind: 'not', rule: not() } : primary());
  const primary = (): Rule => {
    if (take('(')) {
      const inner = or();
      expect(')');
      return inner;
    }
    if (take('TRUE')) return { kind: 'constant', value: true };
    if (take('FALSE')) return { kind: 'constant', value: false };
    const state = Object.keys(STATES).find(take);
    if (state === undefined) return fail();
    expect('(');
    const alarm = tokens[at];
    if (!alarm || (!alarm.quoted && /^[()]$/.test(alarm.text))) return fail();
    at += 1;
    expect(')');
    return { kind: 'state', state: STATES[state] ?? fail(), alarm: ALARM_ARN.exec(alarm.text)?.[1] ?? alarm.text };
  };

  const rule = or();
  return at === tokens.length ? rule : fail();
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) throw new ExpressionError(`the rule cannot be read at ${at + 1}: ${text}`);
    at = TOKEN.lastIndex;
    const [, bracket, double, single, word] = match;
    const quoted = double ?? single;
    tokens.push(quoted === undefined ? { text: bracket ?? word ?? '', quoted: false } : { text: quoted, quoted: true });
  }
  return tokens;
}

/** Whether the rule holds. An alarm that is no longer there has too little data. */
export function holds(rule: Rule, stateOf: (alarm: string) => AlarmState | undefined): boolean {
  switch (rule.kind) {
    case 'constant':
      return rule.value;
    case 'state':
      return (stateOf(rule.alarm) ?? 'INSUFFICIENT_DATA') === rule.state;
    case 'not':
      return !holds(rule.rule, stateOf);
    case 'and':
      return rule.rules.every((inner) => holds(inner, stateOf));
    case 'or':
      return rule.rules.some((inner) => holds(inner, stateOf));
  }
}

/** The alarms that a rule names. */
export function alarmsIn(rule: Rule): string[] {
  switch (rule.kind) {
    case 'constant':
      return [];
    case 'state':
      return [rule.alarm];
    case 'not':
      return alarmsIn(rule.rule);
    default:
      return rule.rules.flatMap(alarmsIn);
  }
}
