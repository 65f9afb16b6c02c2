import { describe, expect, test } from 'vitest';
import { queueText } from '../../src/codecs/queue-text.ts';
import { delaySeconds, parsePoke, parseTask, pokeBody, taskBody } from '../../src/codecs/task-message.ts';
import { InvariantError } from '../../src/engine/errors.ts';
import { WINDOW } from '../contracts/samples.ts';
import { anyText, fc } from '../support/fast-check.ts';
import { assertRoundTrip } from '../support/laws.ts';

describe('a task', () => {
  test('is JSON that people can read', () => {
    expect(taskBody({ window: WINDOW, late: true })).toBe(
      '{"aggregation":"hourly","generation":1,"windowStartMs":978307200000,"windowEndMs":978310800000,"partition":0,"late":true}',
    );
  });

  test('comes back as it was sent', () => {
    const window = fc.record({
      aggregation: anyText,
      generation: fc.nat(),
      windowStartMs: fc.maxSafeInteger(),
      windowEndMs: fc.maxSafeInteger(),
      partition: fc.nat(),
    });
    assertRoundTrip(fc.record({ window, late: fc.boolean() }), taskBody, parseTask);
  });

  test.each([
    ['no JSON', 'hello', /a materialize task must be a JSON object, got: hello/],
    ['no object', '7', /a materialize task must be a JSON object, got: 7/],
    ['null', 'null', /must be a JSON object/],
    [
      'a window without start',
      '{"aggregation":"hourly","generation":1}',
      /windowStartMs undefined, which this code does not know/,
    ],
    ['a generation as text', '{"aggregation":"hourly","generation":"1"}', /generation "1", which/],
    ['no aggregation', '{"generation":1}', /aggregation undefined, which/],
  ])('that is %s is refused in one clear line', (_what, body, message) => {
    expect(() => parseTask(body)).toThrow(InvariantError);
    expect(() => parseTask(body)).toThrow(message);
  });
});

describe('a poke', () => {
  test('comes back as it was sent', () => {
    const poke = fc.record({ kind: fc.constantFrom('crossed' as const, 'drain' as const), id: anyText });
    assertRoundTrip(poke, pokeBody, parsePoke);
  });

  test('of the schedule is one too', () => {
    expect(parsePoke('{"kind":"tick","id":"d32c5kddcf5bb8c3"}')).toEqual({ kind: 'tick', id: 'd32c5kddcf5bb8c3' });
  });

  test.each(['', '[]', '{"kind":"jump","id":"1"}', '{"kind":"drain"}'])('that reads %s is refused', (body) => {
    expect(() => parsePoke(body)).toThrow(InvariantError);
  });
});

describe('text for a queue', () => {
  test('is JSON of the same value, in characters that the queue takes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const encoded = queueText({ text });
        expect(JSON.parse(encoded)).toEqual({ text });
        // The service's own list (API reference, SendMessage); lone surrogates are escaped by JSON.
        expect(encoded).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
      }),
    );
  });
});

test.each([
  [0, 0],
  [1_000, 1],
  [900_000, 900],
])('a delay of %i ms is %i s', (delayMs, seconds) => {
  expect(delaySeconds(delayMs)).toBe(seconds);
});

test.each([-1, 500, 900_001, 901_000, Number.NaN])('a delay of %d ms is refused', (delayMs) => {
  expect(() => delaySeconds(delayMs)).toThrow(`a delay must be whole seconds from 0 to 900, got ${delayMs} ms`);
});
