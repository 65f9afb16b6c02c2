import { describe, expect, it } from 'vitest';
import { runProduce } from './produce-run.ts';

const reading = (sensor: string, atMs = 1): string => `${JSON.stringify({ sensor, atMs })}\n`;

describe('millrace produce', () => {
  it('sends the lines of standard input, in their order', async () => {
    const run = await runProduce('readings', {
      stdin: [reading('a'), reading('b').slice(0, 5), reading('b').slice(5)],
    });
    expect(run).toMatchObject({
      exitCode: 0,
      said: [],
      events: [
        { sensor: 'a', atMs: 1 },
        { sensor: 'b', atMs: 1 },
      ],
      out: ['2 events sent to readings in 1 record: 1 call, 0 records sent again'],
      opened: [{ pipeline: 'readings', endpoint: undefined, options: { packing: 'none' } }],
      isClosed: true,
    });
  });

  it('sends a file, and shows how far it has come', async () => {
    const content = reading('a') + reading('b');
    const { exitCode, progress } = await runProduce('readings some.ndjson', { file: { name: 'some.ndjson', content } });
    expect(exitCode).toBe(0);
    expect(progress.map(({ events }) => events)).toEqual([1, 2]);
    expect(progress.at(-1)).toMatchObject({ totalBytes: content.length, doneBytes: content.length });
  });

  it('passes its options on', async () => {
    const line = 'payments --type payment --rate 12.5 --packing kpl --schema-version 1 --endpoint http://127.0.0.1:1';
    const { opened, sent } = await runProduce(line, {
      stdin: ['{"account":"a","at":"2026-01-01T00:00:00Z","units":"7"}'],
    });
    expect(opened).toEqual([
      { pipeline: 'payments', endpoint: 'http://127.0.0.1:1', options: { packing: 'kpl', maxPerSecond: 12.5 } },
    ]);
    expect(sent).toEqual([
      { type: 'payment', event: { account: 'a', at: Date.UTC(2026, 0, 1), units: 7n }, options: { version: 1 } },
    ]);
  });

  it('stops at the first bad line, with all before it sent', async () => {
    const run = await runProduce('readings', { stdin: [reading('a'), reading(''), reading('c')] });
    expect(run).toMatchObject({
      exitCode: 1,
      events: [{ sensor: 'a' }],
      isClosed: true,
      out: [
        'line 2: event "reading" is not valid: /sensor must NOT have fewer than 1 characters',
        '1 event sent to readings in 1 record: 1 call, 0 records sent again',
      ],
      said: [
        'stopped at a bad line, with all before it sent: correct it and send the rest, or leave bad lines out with --skip-bad',
      ],
    });
  });

  it('leaves bad lines out where it is told to, and still fails', async () => {
    const stdin = [reading('a'), 'nonsense\n', '\n', reading('b'), '{"sensor":"c"}'];
    const { exitCode, said, out, events } = await runProduce('readings --skip-bad', { stdin });
    expect({ exitCode, events }).toMatchObject({ exitCode: 1, events: [{ sensor: 'a' }, { sensor: 'b' }] });
    expect(said).toEqual(['2 of 4 lines are bad and left out']);
    expect(out.slice(0, 2)).toEqual([
      expect.stringMatching(/^line 2: it is not JSON/),
      'line 5: event "reading" is not valid: must have required property \'atMs\'',
    ]);
  });

  it('checks every line and sends none on a dry run', async () => {
    const good = await runProduce('readings --dry-run', { stdin: [reading('a'), reading('b')] });
    expect(good).toMatchObject({ exitCode: 0, opened: [], out: ['2 events could be sent; none was'] });
    const bad = await runProduce('readings --dry-run', { stdin: [reading(''), reading('b'), reading('')] });
    expect(bad).toMatchObject({ exitCode: 1, opened: [], said: ['2 of 3 lines are bad'] });
    expect(bad.out).toHaveLength(3);
  });

  it('tells only some of very many bad lines', async () => {
    const { out, said } = await runProduce('readings --dry-run', { stdin: Array.from({ length: 50 }, () => '[]\n') });
    expect(out).toHaveLength(22);
    expect(out[20]).toBe('further bad lines are only counted');
    expect(said).toEqual(['50 of 50 lines are bad']);
  });

  it('says what was sent where the stream fails', async () => {
    const run = await runProduce('readings', { stdin: [reading('a'), reading('b')], failAfter: 1 });
    expect(run).toMatchObject({
      exitCode: 1,
      isClosed: true,
      out: ['1 event sent to readings in 1 record: 1 call, 0 records sent again'],
      said: ['stream readings is gone'],
    });
  });

  it('gives events the same ids in every run, but for those that have one', async () => {
    const stdin = [reading('a'), reading('a'), '{"sensor":"b","atMs":1,"eventId":"mine"}\n'];
    const idsOf = async (more: readonly string[]): Promise<unknown[]> => {
      const { events } = await runProduce('readings --id-field eventId', { stdin: [...stdin, ...more] });
      return events.map((event) => (event as { readonly eventId?: string }).eventId);
    };
    const ids = await idsOf([]);
    expect(ids[2]).toBe('mine');
    expect(new Set(ids).size).toBe(3);
    expect((await idsOf([reading('c')])).slice(0, 3)).toEqual(ids);
  });
});

describe('which event type a line is of', () => {
  it('it says itself, where records name their type', async () => {
    const stdin = [
      '{"type":"paid","customer":"c","atMs":1}\n{"type":"placed","customer":"c","atMs":2}\n{"type":"other"}\n{}',
    ];
    const { sent, out } = await runProduce('shop --skip-bad', { stdin });
    expect(sent.map(({ type }) => type)).toEqual(['paid', 'placed']);
    expect(out.slice(0, 2)).toEqual([
      'line 3: there is no event type "other": there are placed, paid',
      'line 4: field "type" must name the event\'s type',
    ]);
  });

  it('the command says, where there are several', async () => {
    const none = await runProduce('payments', { stdin: [] });
    expect(none.said).toEqual(['pipeline "payments" has several event types: say which with --type (payment, refund)']);
    const wrong = await runProduce('payments --type pay', { stdin: [] });
    expect(wrong.said).toEqual(['pipeline "payments" has no event type "pay": it has payment, refund']);
  });
});

describe('what JSON cannot say', () => {
  it('is taken from text, and from numbers that hold it', async () => {
    const stdin = [
      '{"account":"a","at":1,"units":9007199254740993000,"amount":"1.5"}\n',
      '{"account":"a","at":1,"units":"9007199254740993000","amount":12.3}\n',
      '{"account":"a","at":"2026-01-01T00:00:00+01:00","units":5,"amount":"1.50"}\n',
    ];
    const { events, out } = await runProduce('payments --type payment --skip-bad', { stdin });
    expect(out[0]).toBe('line 1: /units: a number beyond 2^53 may have lost digits: write it as text');
    expect(events).toEqual([
      { account: 'a', at: 1, units: 9_007_199_254_740_993_000n, amount: '12.3' },
      { account: 'a', at: Date.UTC(2025, 11, 31, 23), units: 5n, amount: '1.50' },
    ]);
  });

  it('bytes are base64, and null is a field left out in Protobuf', async () => {
    const stdin = [
      '{"account":"a","atMs":5,"receipt":"AQI="}\n{"account":"a","atMs":"6","receipt":null}\n{"receipt":"?"}',
    ];
    const { events, out } = await runProduce('payments --type refund --skip-bad', { stdin });
    expect(events).toEqual([
      { account: 'a', atMs: 5n, receipt: Buffer.of(1, 2) },
      { account: 'a', atMs: 6n },
    ]);
    expect(out[0]).toBe('line 3: /receipt: bytes are written as base64 text');
  });
});

describe('lines', () => {
  it('may begin with a byte order mark and end as on Windows', async () => {
    const { events, exitCode } = await runProduce('readings', {
      stdin: [`\ufeff{"sensor":"a","atMs":1}\r\n`, reading('b')],
    });
    expect({ exitCode, events }).toMatchObject({ exitCode: 0, events: [{ sensor: 'a' }, { sensor: 'b' }] });
  });

  it('are UTF-8, and not without bound', async () => {
    const stdin = [
      Buffer.from([0x22, 0xff, 0x22, 0x0a]),
      'x'.repeat(6_000_000),
      `${'x'.repeat(6_000_000)}\n`,
      reading('b'),
    ];
    const { out, events } = await runProduce('readings --skip-bad', { stdin });
    expect(out.slice(0, 2)).toEqual(['line 1: it is not UTF-8 text', 'line 2: it is longer than 10485760 bytes']);
    expect(events).toMatchObject([{ sensor: 'b' }]);
  });
});

describe('events nested deeper than a stack', () => {
  it('are bad lines like others', async () => {
    const deep = `{"type":"paid","customer":"c","atMs":1,"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`;
    const { out, events } = await runProduce('shop --skip-bad', {
      stdin: [deep, '{"type":"paid","customer":"c","atMs":1}'],
    });
    expect(events).toHaveLength(1);
    expect(out[0]).toBe('line 1: event "paid" is not valid: it is nested too deeply');
  });
});

describe('mistakes', () => {
  it.each([
    ['produce', /^missing required argument 'pipeline'$/],
    ['produce readings --rate 0', /'0' is invalid. Give a number above 0.$/],
    [
      'produce readings --schema-version latest',
      /'latest' is invalid. Give the number of a schema version, such as 1.$/,
    ],
    ['produce readings --packing zip', /'zip' is invalid. Allowed choices are none, kpl.$/],
    ['produce writings', /^there is no pipeline "writings"$/],
    ['produce readings no-such-file', /^there is no file "no-such-file"$/],
    ['produce readings .', /^"." is a folder: name a file, or nothing to read standard input$/],
  ])('millrace %s', async (line, message) => {
    const { exitCode, said } = await runProduce(line.replace(/^produce ?/, ''));
    expect({ exitCode, said }).toEqual({ exitCode: 2, said: [expect.stringMatching(message)] });
  });

  it('a schema version that there is not fails while events are made', async () => {
    expect(await runProduce('readings --schema-version 9')).toMatchObject({
      exitCode: 1,
      said: ['event type "reading" has no schema version 9: it has 1'],
    });
  });
});
