import { describe } from 'vitest';
import { fixed, holding, logical } from '../support/avro-schemas.ts';
import { checkCases, OK } from '../support/cases.ts';

const TYPE = 'TYPE_CHANGED a';
const BRANCH = 'UNION_BRANCH_UNREADABLE a';
const LOGICAL = 'LOGICAL_TYPE_CHANGED a';

function decimal(precision: number, scale: number): object {
  return logical('bytes', 'decimal', { precision, scale });
}

describe('logical types', () => {
  const millis = logical('long', 'timestamp-millis');
  const money = (precision: number, scale: number): object => fixed(8, { logicalType: 'decimal', precision, scale });
  checkCases('AVRO', [
    ['one joins a plain type', holding('long'), holding(millis), LOGICAL, OK],
    ['one leaves', holding(millis), holding('long'), OK, LOGICAL],
    [
      'one becomes another of the same type',
      holding(millis),
      holding(logical('long', 'timestamp-micros')),
      LOGICAL,
      LOGICAL,
    ],
    ['a moment becomes local', holding(millis), holding(logical('long', 'local-timestamp-millis')), LOGICAL, LOGICAL],
    [
      'a date becomes a time of day',
      holding(logical('int', 'date')),
      holding(logical('int', 'time-millis')),
      LOGICAL,
      LOGICAL,
    ],
    ['one that is read as its plain type joins', holding('long'), holding(logical('long', 'timestamp-micros')), OK, OK],
    ['one that nobody knows joins', holding('long'), holding(logical('long', 'furlongs')), OK, OK],
    ['one on a type that cannot have it joins', holding('string'), holding(logical('string', 'date')), OK, OK],
    ['text becomes a uuid', holding('string'), holding(logical('string', 'uuid')), LOGICAL, OK],
    ['a whole number becomes a moment', holding('int'), holding(millis), LOGICAL, TYPE],
    ['a date is widened to a plain long', holding(logical('int', 'date')), holding('long'), OK, TYPE],
    ['a decimal keeps scale and precision', holding(decimal(9, 2)), { ...holding(decimal(9, 2)), doc: 'x' }, OK, OK],
    ['a decimal gains digits before the point', holding(decimal(9, 2)), holding(decimal(12, 2)), OK, LOGICAL],
    ['a decimal gains digits after the point', holding(decimal(9, 2)), holding(decimal(9, 3)), LOGICAL, LOGICAL],
    ['a decimal becomes bytes', holding(decimal(9, 2)), holding('bytes'), OK, LOGICAL],
    ['a decimal of a fixed gains digits', holding(money(9, 2)), holding(money(12, 2)), OK, LOGICAL],
    ['a decimal with too many digits for its fixed is none', holding(fixed(8)), holding(money(40, 2)), OK, OK],
    ['one joins in a union', holding(['null', 'long']), holding(['null', millis]), LOGICAL, OK],
    [
      'one joins in a union, where another type would do',
      holding('long'),
      holding([millis, 'double']),
      LOGICAL,
      BRANCH,
    ],
  ]);
});
