import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { makeProgress } from '../../src/cli/produce/progress.ts';

/** Standard error, as far as progress uses it. */
function fakeStream(isTTY: boolean) {
  const written: string[] = [];
  const stream = Object.assign(
    new Writable({
      write(chunk, _, done) {
        written.push(String(chunk));
        done();
      },
    }),
    { isTTY, columns: 120 },
  );
  // Of a terminal's stream nothing else is used.
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => stripVTControlCharacters(written.join('')) };
}

describe('progress', () => {
  it('is a bar on a terminal', () => {
    const { stream, text } = fakeStream(true);
    const progress = makeProgress(stream, 1_000);
    progress.update(500, 7);
    progress.stop();
    expect(text()).toMatch(/█+░+ 0 %|░+ 0 %/);
    expect(text()).toContain('50 %  7 events');
  });

  it('counts on a terminal where the end is not known', () => {
    const { stream, text } = fakeStream(true);
    const progress = makeProgress(stream, undefined);
    progress.update(500, 7);
    progress.stop();
    expect(text()).toContain('7 events');
    expect(text()).not.toContain('%');
  });

  it('makes room for other lines', () => {
    const { stream, text } = fakeStream(true);
    const progress = makeProgress(stream, 1_000);
    progress.clear();
    progress.stop();
    expect(text()).toContain('\r');
  });

  it('is a line now and then elsewhere', () => {
    const { stream, text } = fakeStream(false);
    const progress = makeProgress(stream, 1_000);
    for (let events = 1; events <= 250_000; events += 1) progress.update(events, events);
    progress.clear();
    progress.stop();
    expect(text()).toBe('100000 events\n200000 events\n');
  });
});
