import { describe, expect, it } from 'vitest';
import { runProduce } from './produce-run.ts';

const csv = (line: string, ...rows: readonly string[]) =>
  runProduce(`${line} data.csv`, { file: { name: 'data.csv', content: rows.join('\n') } });

describe('millrace produce with a table', () => {
  it('takes names from the first row and types from the schema', async () => {
    const { events, exitCode } = await csv(
      'readings',
      'sensor,atMs,celsius,isIndoor,tags',
      '"north, east",1,-3.5e0,TRUE,"[""a"",""b""]"',
      '007, 2 ,,false,[]',
    );
    expect(exitCode).toBe(0);
    expect(events).toEqual([
      { sensor: 'north, east', atMs: 1, celsius: -3.5, isIndoor: true, tags: ['a', 'b'] },
      { sensor: '007', atMs: 2, isIndoor: false, tags: [] },
    ]);
  });

  it.each([
    ['half', 'atMs: a number is wanted, got "half"'],
    ['', 'atMs: a number is wanted, got ""'],
    ['0x10', 'atMs: a number is wanted, got "0x10"'],
    ['9007199254740993', 'atMs: "9007199254740993" is beyond 2^53, where numbers lose digits'],
  ])('refuses %j for a number', async (cell, problem) => {
    const { out } = await csv('readings', 'sensor,atMs', 'a,1', `b,${cell}`);
    expect(out[0]).toBe(`line 3: ${problem}`);
  });

  it.each([
    ['isIndoor', 'yes', 'isIndoor: true or false is wanted, got "yes"'],
    ['tags', 'a;b', 'tags: JSON is wanted, got "a;b"'],
  ])('refuses a cell of %s that is %j', async (column, cell, problem) => {
    const { out } = await csv('readings', `sensor,atMs,${column}`, `a,1,${cell}`);
    expect(out[0]).toBe(`line 2: ${problem}`);
  });

  it('reads bigints, decimals, instants and bytes', async () => {
    const payments = await csv(
      'payments --type payment',
      'account,at,units,amount',
      'a,2026-01-01T00:00Z,9007199254740993, 1.50 ',
      'b,5,-1,2',
    );
    expect(payments.events).toEqual([
      { account: 'a', at: Date.UTC(2026, 0, 1), units: 9_007_199_254_740_993n, amount: '1.50' },
      { account: 'b', at: 5, units: -1n, amount: '2' },
    ]);
    const refunds = await csv('payments --type refund', 'account,atMs,receipt', 'a,6,AQI=', 'b,7,');
    expect(refunds.events).toEqual([
      { account: 'a', atMs: 6n, receipt: Buffer.of(1, 2) },
      { account: 'b', atMs: 7n },
    ]);
  });

  it('tells rows that are not as wide as the first, with their lines', async () => {
    const { out, events } = await csv('readings --skip-bad', 'sensor,atMs', 'a,1,2', '"two\nlines",3', 'b', 'e,5');
    expect(events).toMatchObject([{ sensor: 'two\nlines' }, { sensor: 'e' }]);
    expect(out.slice(0, 2)).toEqual([
      'line 2: it has 3 cells, the first row names 2 columns',
      'line 5: it has 1 cells, the first row names 2 columns',
    ]);
  });

  it('tells rows with a stray quote', async () => {
    const run = await csv('readings --skip-bad', 'sensor,atMs', 'a,1', '5" disk,2', ' "b",3', 'c,4');
    expect(run.events).toEqual([
      { sensor: 'a', atMs: 1 },
      { sensor: 'c', atMs: 4 },
    ]);
    expect(run.out.slice(0, 2)).toEqual([
      expect.stringMatching(/^line 3: Invalid Opening Quote: /),
      expect.stringMatching(/^line 4: Invalid Opening Quote: /),
    ]);
    expect(run.said).toEqual(['2 of 4 lines are bad and left out']);
    const stopped = await csv('readings', 'sensor,atMs', 'a,1', '5" disk,2', 'c,4');
    expect(stopped.events).toEqual([{ sensor: 'a', atMs: 1 }]);
  });

  it.each([
    ['"c"d,4', /^line 3: Invalid Closing Quote: .*: rows after it cannot be told apart$/],
    ['"c,4', /^line 5: Quote Not Closed: .*: rows after it cannot be told apart$/],
  ])('stops where quotes do not match, even if told to leave bad lines out: %s', async (row, message) => {
    const run = await csv('readings --skip-bad', 'sensor,atMs', 'a,1', row, 'd,5', 'e,6');
    expect(run).toMatchObject({ exitCode: 1, events: [{ sensor: 'a' }], isClosed: true });
    expect(run.said).toEqual([expect.stringMatching(message)]);
    expect(run.out).toEqual(['1 event sent to readings in 1 record: 1 call, 0 records sent again']);
  });

  it('refuses columns that no event has, or that are there twice', async () => {
    const unknown = await csv('readings', 'sensor,atMs,colour', 'a,1,red');
    expect(unknown.said).toEqual([
      'column "colour" is no field of reading: it has sensor, atMs, celsius, isIndoor, tags, eventId',
    ]);
    const twice = await csv('readings', 'sensor,atMs,sensor', 'a,1,b');
    expect(twice.said).toEqual(['the first row must name the columns, each once: "sensor" is there twice']);
  });

  it('takes each row’s type from its column, and further columns where the schema does', async () => {
    const { sent } = await csv('shop', 'type,customer,atMs,note', 'paid,c,1,hello', 'placed,c,2,');
    expect(sent).toMatchObject([
      { type: 'paid', event: { type: 'paid', customer: 'c', atMs: 1, note: 'hello' } },
      { type: 'placed', event: { type: 'placed', customer: 'c', atMs: 2 } },
    ]);
  });

  it('reads a table from standard input where it is told to', async () => {
    const { events } = await runProduce('readings --format csv', { stdin: ['\ufeffsensor,atMs\r\n', 'a,1\r\n'] });
    expect(events).toEqual([{ sensor: 'a', atMs: 1 }]);
  });

  it('sends nothing of an empty file', async () => {
    expect(await csv('readings', '')).toMatchObject({ exitCode: 0, events: [] });
  });
});
