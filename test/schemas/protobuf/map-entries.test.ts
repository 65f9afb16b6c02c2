import { describe, expect, it } from 'vitest';
import { validateDefinition } from '../../../src/schemas/canonical-form.ts';
import { diffDefinitions } from '../../../src/schemas/diff-definitions.ts';
import { evolve, inShort } from '../support/evolve.ts';

const map = `syntax = "proto3"; package shop;
  message Order { map<string, Line> lines_by_id = 1; message Line { map<int32, bool> open = 1; } }`;
/** The same as AWS's Java serializer registers it. */
const spelled = `syntax = "proto3"; package shop;
  message Order {
    repeated .shop.Order.LinesByIdEntry lines_by_id = 1;
    message LinesByIdEntry { option map_entry = true; string key = 1; .shop.Order.Line value = 2; }
    message Line {
      repeated .shop.Order.Line.OpenEntry open = 1;
      message OpenEntry { option map_entry = true; int32 key = 1; bool value = 2; }
    }
  }`;

describe('a map that is written as the list of its entries', () => {
  it('is the map', () => {
    expect(inShort(evolve('PROTOBUF', 'FULL', map, spelled))).toBe('compatible');
    expect(inShort(evolve('PROTOBUF', 'FULL', spelled, map))).toBe('compatible');
    expect(diffDefinitions('PROTOBUF', map, spelled)).toEqual([]);
  });

  it('is so in proto2', () => {
    const proto2 = `syntax = "proto2"; message Order { repeated AEntry a = 1;
      message AEntry { option map_entry = true; optional string key = 1; optional int32 value = 2; } }`;
    expect(
      inShort(evolve('PROTOBUF', 'FULL', 'syntax = "proto2"; message Order { map<string, int32> a = 1; }', proto2)),
    ).toBe('compatible');
  });

  it('keeps the types of its keys and values', () => {
    const key = spelled.replace('string key', 'int64 key');
    const value = spelled.replace('bool value', 'string value');
    expect(inShort(evolve('PROTOBUF', 'BACKWARD', map, key))).toBe('TYPE_CHANGED Order.lines_by_id');
    expect(inShort(evolve('PROTOBUF', 'BACKWARD', map, value))).toBe('TYPE_CHANGED Order.lines_by_id.open');
    expect(validateDefinition('PROTOBUF', spelled.replace('string key', 'float key'))).toMatch(
      /^line 3: field "lines_by_id" has keys of float: keys are whole numbers, bool or string$/,
    );
  });

  it('is a list where the entries do not say what they are', () => {
    const unsaid = spelled.replaceAll('option map_entry = true;', '');
    expect(inShort(evolve('PROTOBUF', 'BACKWARD', map, unsaid))).toBe('SHAPE_CHANGED Order.lines_by_id');
  });
});
