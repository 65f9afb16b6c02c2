import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { readResults } from '../../src/client/results.ts';
import type { ResultRow, RowRange } from '../../src/client/rows.ts';
import { encodeResult } from '../../src/codecs/items/result-item.ts';
import { hours } from '../../src/engine/index.ts';
import { sharedHarness } from '../embedded/services/harness.ts';
import { createTable } from '../embedded/services/tables.ts';
import { hourly } from './support.ts';

const aws = sharedHarness();

type Measures = ResultRow['measures'];

/** A results table with these rows: aggregation, key, hour, measures. */
async function makeResults(...rows: readonly (readonly [string, string, number, Measures?])[]) {
  const client = aws().dynamodb;
  const tableName = await createTable(aws(), {
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'N' },
    ],
  });
  const puts = rows.map(([aggregation, key, hour, measures = { sales: 1 }]) => {
    const ref = { aggregation, generation: 1, key, windowStartMs: hours(hour) };
    return { PutRequest: { Item: encodeResult(ref, { key, n: 3, measures }, 2) } };
  });
  for (let from = 0; from < puts.length; from += 25) {
    await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: puts.slice(from, from + 25) } }));
  }
  return async (range?: RowRange): Promise<ResultRow[]> => {
    const found: ResultRow[] = [];
    for await (const row of readResults({ client, tableName }, hourly, range)) found.push(row);
    return found;
  };
}

describe('stored results', () => {
  it('of one key come oldest window first, of that key and aggregation alone', async () => {
    const read = await makeResults(
      ['hourly', 'baker', 6],
      ['hourly', 'baker', 5],
      ['hourly', 'bakery', 5],
      ['hourly', 'grocer', 5],
      ['daily', 'baker', 5],
    );
    expect(await read({ key: 'baker' })).toEqual(
      [5, 6].map((hour) => ({
        aggregation: 'hourly',
        key: 'baker',
        windowStartMs: hours(hour),
        windowEndMs: hours(hour + 1),
        n: 3,
        measures: { sales: 1 },
        generation: 1,
        revision: 2,
      })),
    );
  });

  it('of all keys are every row of the aggregation, page after page', async () => {
    const text = 'x'.repeat(1_000);
    const rows = Array.from({ length: 1_200 }, (_, index) => ['hourly', `shop-${index}`, 5, { text }] as const);
    const read = await makeResults(...rows, ['daily', 'baker', 5], ['hourly2', 'baker', 5]);
    const keys = (await read()).map(({ key }) => key);
    expect(new Set(keys).size).toBe(1_200);
    expect(keys).toHaveLength(1_200);
  });

  it('come from a time on and before another', async () => {
    const read = await makeResults(...[4, 5, 6, 7].map((hour) => ['hourly', 'baker', hour] as const));
    for (const key of ['baker', undefined]) {
      const hoursOf = async (range: RowRange) => {
        const found = await read({ ...range, ...(key === undefined ? {} : { key }) });
        return found.map(({ windowStartMs }) => windowStartMs / hours(1)).sort();
      };
      expect(await hoursOf({ fromMs: hours(5) })).toEqual([5, 6, 7]);
      expect(await hoursOf({ toMs: hours(6) })).toEqual([4, 5]);
      expect(await hoursOf({ fromMs: hours(5), toMs: hours(7) })).toEqual([5, 6]);
      expect(await hoursOf({ fromMs: hours(5), toMs: hours(5) })).toEqual([]);
    }
  });

  it('keep every kind of value, keys with separators too', async () => {
    const measures = { cents: 2n ** 70n, dearest: 1e20, text: '12.30', flag: true, nothing: null, mean: 1 / 3 };
    const read = await makeResults(['hourly', 'a#b|c', 5, measures]);
    const [row] = await read({ key: 'a#b|c' });
    expect(row?.key).toBe('a#b|c');
    // `cents` is a sum, exact beyond 2^53; `dearest` a largest number, floating-point as it went in.
    expect(row?.measures).toEqual(measures);
  });
});
