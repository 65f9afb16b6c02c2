import { describe, expect, it } from 'vitest';
import { nameIn, physicalName, stableUuid } from '../../../../localstack/embedded/deployer/names.ts';
import { dependenciesOf, inDependencyOrder } from '../../../../localstack/embedded/deployer/order.ts';

describe('a physical name', () => {
  it('is stack, logical id and a suffix that stays the same', () => {
    const name = physicalName('millrace-flights-state', 'Stream', 128);
    expect(name).toMatch(/^millrace-flights-state-Stream-[0-9A-Z]{12}$/);
    expect(physicalName('millrace-flights-state', 'Stream', 128)).toBe(name);
  });

  it('differs between resources, also where it is cut to its longest', () => {
    const long = 'x'.repeat(80);
    expect(physicalName('s', `${long}1`, 64)).toHaveLength(64);
    expect(physicalName('s', `${long}1`, 64)).not.toBe(physicalName('s', `${long}2`, 64));
  });
});

it('a stable id has the form of a UUID', () => {
  expect(stableUuid('a', 'b')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(stableUuid('a', 'b')).not.toBe(stableUuid('ab'));
});

it('ARNs give their names', () => {
  expect(nameIn.lambdaArn('arn:aws:lambda:us-east-1:000000000000:function:fn:live')).toBe('fn');
  expect(nameIn.queueArn('arn:aws:sqs:us-east-1:000000000000:pokes.fifo')).toBe('pokes.fifo');
  expect(nameIn.streamArn('arn:aws:kinesis:us-east-1:000000000000:stream/clicks')).toBe('clicks');
  expect(nameIn.queueArn('arn:aws:sns:us-east-1:000000000000:topic')).toBeUndefined();
});

describe('the order of resources', () => {
  const resource = (Properties: object, DependsOn: string[] = []) =>
    ({ Type: 'T', Properties, DependsOn }) as Parameters<typeof dependenciesOf>[0];

  it('follows references of every kind', () => {
    const names = dependenciesOf(
      resource(
        {
          a: { Ref: 'A' },
          b: [{ 'Fn::GetAtt': ['B', 'Arn'] }, { 'Fn::GetAtt': 'C.Arn' }],
          c: { 'Fn::Sub': `\${D} \${E.Arn} \${!F}` },
          d: { 'Fn::Sub': [`\${x}`, { x: { Ref: 'G' } }] },
        },
        ['H'],
      ),
    );
    expect([...names].sort()).toEqual(['A', 'B', 'C', 'D', 'E', 'G', 'H', 'x']);
  });

  it('puts dependencies first and keeps the rest as given', () => {
    const needs: Record<string, string[]> = { c: ['b'], b: ['a'], a: [], d: ['absent'] };
    const ordered = inDependencyOrder(['c', 'd', 'b', 'a'], String, (name) => needs[name] ?? []);
    expect(ordered).toEqual(['a', 'b', 'c', 'd']);
  });

  it('has no answer to a cycle', () => {
    const needs: Record<string, string[]> = { a: ['b'], b: ['a'] };
    expect(() => inDependencyOrder(['a', 'b'], String, (name) => needs[name] ?? [])).toThrow(
      'circular dependency: a → b → a',
    );
  });
});
