import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { terminalOutput } from '../../src/cli/terminal-output.ts';

const exits = process.listeners('exit');

/** What a terminal, or a pipe, would receive. */
function open(isTTY: boolean, columns?: number) {
  const stream = () => Object.assign(new PassThrough(), { isTTY, columns });
  const [stdout, stderr] = [stream(), stream()];
  // Of a terminal's stream only writing and being one is used.
  const terminal = terminalOutput(stdout as unknown as NodeJS.WriteStream, stderr as unknown as NodeJS.WriteStream);
  const read = (from: PassThrough): string => stripVTControlCharacters(String(from.read() ?? ''));
  const exit = (): void => {
    for (const listener of process.listeners('exit').filter((one) => !exits.includes(one))) listener(0);
  };
  return { terminal, exit, out: () => read(stdout), err: () => read(stderr), raw: () => String(stdout.read() ?? '') };
}

afterEach(() => {
  for (const listener of process.listeners('exit')) if (!exits.includes(listener)) process.off('exit', listener);
});

describe('on a terminal', () => {
  it('a passing word goes where the next one, the answer or what went wrong comes', () => {
    const { terminal, out, err } = open(true);
    terminal.note('one');
    terminal.note('two');
    terminal.line('answer');
    terminal.note('three');
    terminal.say('wrong');
    expect(out()).toBe('answer\n');
    expect(err()).toBe('one\rtwo\r' + 'three\rmillrace: wrong\n');
  });

  it('the last word stays, with the prompt below it', () => {
    const { terminal, err, exit } = open(true);
    terminal.note('no letters');
    exit();
    expect(err()).toBe('no letters\n');
  });
});

describe('a frame', () => {
  it('takes the place of the one before on a terminal, unless something was said in between', () => {
    const { terminal, raw } = open(true);
    terminal.frame(['one', 'two']);
    terminal.frame(['three']);
    terminal.line('answer');
    terminal.frame(['four']);
    expect(raw()).toBe('one\ntwo\n\u001b[2A\u001b[0Jthree\nanswer\nfour\n');
  });

  it('is as wide as the terminal, where that says how wide it is', () => {
    const { terminal, raw } = open(true, 4);
    terminal.frame(['\u001b[1mabcdef\u001b[22m', '\u001b[1mabcd\u001b[22m']);
    expect(raw()).toBe('abcd\n\u001b[1mabcd\u001b[22m\n');
    const unknown = open(true, 0);
    unknown.terminal.frame(['abcdef']);
    expect(unknown.raw()).toBe('abcdef\n');
  });

  it('comes below the one before in a pipe', () => {
    const { terminal, raw } = open(false, 4);
    terminal.frame(['one or more']);
    terminal.frame(['two']);
    expect(raw()).toBe('one or more\ntwo\n');
  });
});

describe('in a pipe', () => {
  it('every word is a line of standard error, and bytes are as they are', () => {
    const { terminal, out, err, exit } = open(false);
    terminal.note('one');
    terminal.note('two');
    terminal.bytes(Buffer.from('a\u0000b'));
    exit();
    expect(out()).toBe('a\u0000b');
    expect(err()).toBe('one\ntwo\n');
  });
});
