import { describe, expect, it } from 'vitest';
import { evaluate, evaluateCondition, type Scope } from '../../../../localstack/embedded/deployer/intrinsics.ts';
import type { Json } from '../../../../localstack/embedded/deployer/template.ts';

const attributes: Record<string, string> = { 'Queue.Arn': 'arn:queue', 'Table.Stream.Arn': 'arn:stream' };
const sizes: Record<string, number> = { 'Sizes.prod.memory': 1024 };
const scope: Scope = {
  ref: (name) => ({ Queue: 'http://queue', Stage: 'prod', Zones: ['a', 'b'], 'AWS::Region': 'us-east-1' })[name],
  attribute: (id, attribute) => attributes[`${id}.${attribute}`],
  importValue: (name) => ({ 'state:Arn': 'arn:imported' })[name],
  condition: (name) => name === 'Yes',
  mapping: (map, top, second) => sizes[`${map}.${top}.${second}`],
};
const value = (json: Json) => evaluate(json, scope);

describe('intrinsic functions', () => {
  it.each<[Json, Json]>([
    [{ Ref: 'Queue' }, 'http://queue'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:queue'],
    [{ 'Fn::GetAtt': 'Queue.Arn' }, 'arn:queue'],
    [{ 'Fn::GetAtt': ['Table', 'Stream.Arn'] }, 'arn:stream'],
    [{ 'Fn::Sub': `in \${AWS::Region}: \${Queue.Arn}, \${!Literal}` }, `in us-east-1: arn:queue, \${Literal}`],
    [{ 'Fn::Sub': [`\${a}/\${Stage}`, { a: { Ref: 'Queue' } }] }, 'http://queue/prod'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Stage' }, 1]] }, 'a-prod-1'],
    [{ 'Fn::Join': [',', { Ref: 'Zones' }] }, 'a,b'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    [{ 'Fn::Select': ['0', { Ref: 'Zones' }] }, 'a'],
    [{ 'Fn::If': ['Yes', 'then', { Ref: 'Nothing' }] }, 'then'],
    [{ 'Fn::If': ['No', { Ref: 'Nothing' }, 'else'] }, 'else'],
    [{ 'Fn::ImportValue': { 'Fn::Sub': 'state:Arn' } }, 'arn:imported'],
    [{ 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, 1024],
    [{ deep: [{ Ref: 'Stage' }, { Ref: 'Stage', Other: 1 }] }, { deep: ['prod', { Ref: 'Stage', Other: 1 }] }],
  ])('%j is %j', (json, expected) => {
    expect(value(json)).toEqual(expected);
  });

  it('AWS::NoValue removes members and elements', () => {
    const nothing = { 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] };
    expect(value({ kept: 1, removed: nothing, list: [nothing, 2] })).toEqual({ kept: 1, list: [2] });
  });

  it.each<[Json, string]>([
    [{ Ref: 'Nothing' }, 'Ref Nothing names nothing in this template'],
    [{ 'Fn::GetAtt': ['Queue', 'Colour'] }, 'Queue has no attribute Colour here'],
    [{ 'Fn::ImportValue': 'x' }, 'no deployed stack exports x'],
    [{ 'Fn::Select': [5, ['a']] }, 'Fn::Select has no element 5'],
    [{ 'Fn::FindInMap': ['Sizes', 'test', 'memory'] }, 'Fn::FindInMap finds no Sizes.test.memory'],
    [{ 'Fn::Cidr': ['10.0.0.0/8', 1, 8] }, 'intrinsic function Fn::Cidr is not supported'],
    [{ 'Fn::Join': 'a' }, 'Fn::Join takes a list of 2'],
  ])('%j fails: %s', (json, message) => {
    expect(() => value(json)).toThrow(message);
  });
});

describe('conditions', () => {
  it.each<[Json, boolean]>([
    [{ 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] }, true],
    [{ 'Fn::Equals': ['1', 1] }, true],
    [{ 'Fn::Not': [{ Condition: 'Yes' }] }, false],
    [{ 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] }, false],
    [{ 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] }, true],
  ])('%j is %s', (condition, expected) => {
    expect(evaluateCondition(condition, scope)).toBe(expected);
  });

  it('of unknown functions fail', () => {
    expect(() => evaluateCondition({ 'Fn::Xor': [] }, scope)).toThrow('condition function Fn::Xor is not supported');
  });
});
