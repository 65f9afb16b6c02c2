import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InvokeResult } from '../../../../localstack/embedded/lambda/invocation.ts';
import { writeFolder } from '../folder.ts';
import { startTestRuntime } from './test-runtime.ts';

/** Announces that it runs by a file, then waits for the file `go`; answers its process id. */
const WAITER = `
const { existsSync, writeFileSync } = require('node:fs');
exports.handler = async (event) => {
  if (event.name) writeFileSync(event.dir + '/' + event.name, '');
  while (event.dir && !existsSync(event.dir + '/go')) await new Promise((resolve) => setTimeout(resolve, 5));
  return process.pid;
};`;

let folder: ReturnType<typeof writeFolder>;
let test: ReturnType<typeof startTestRuntime>;
beforeEach(() => {
  folder = writeFolder({});
});
afterEach(async () => {
  await test.dispose();
  folder.remove();
});

const pidOf = (result: InvokeResult): number => (result.outcome === 'success' ? Number(result.payload) : Number.NaN);
const hold = (fn: string, name: string) => test.runtime.invoke(fn, JSON.stringify({ dir: folder.dir, name }));
const running = (name: string) => expect.poll(() => existsSync(join(folder.dir, name)), { timeout: 10_000 }).toBe(true);
const letGo = () => writeFileSync(join(folder.dir, 'go'), '');
const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('execution environments', () => {
  it('are reused one invocation after another, and are separate for invocations at once', async () => {
    test = startTestRuntime();
    test.register('fn', WAITER);
    const a = hold('fn', 'a');
    const b = hold('fn', 'b');
    await Promise.all([running('a'), running('b')]);
    letGo();
    const pids = [pidOf(await a), pidOf(await b)];
    expect(new Set(pids).size).toBe(2);
    expect(pids).toContain(pidOf(await test.runtime.invoke('fn', '{}')));
  });

  it('beyond the reserved concurrency throttle, without reaching the function', async () => {
    const observed: string[] = [];
    test = startTestRuntime({ observe: (name, { outcome }) => observed.push(`${name} ${outcome}`) });
    test.register('fn', WAITER, { reservedConcurrency: 1 });
    const a = hold('fn', 'a');
    await running('a');
    expect(await hold('fn', 'b')).toMatchObject({ outcome: 'throttled' });
    letGo();
    expect(await a).toMatchObject({ outcome: 'success' });
    expect(existsSync(join(folder.dir, 'b'))).toBe(false);
    expect(await test.runtime.invoke('fn', '{}')).toMatchObject({ outcome: 'success' });
    expect(observed).toEqual(['fn throttled', 'fn success', 'fn success']);
  });

  it('with a reserved concurrency of 0 never run', async () => {
    test = startTestRuntime();
    test.register('fn', WAITER, { reservedConcurrency: 0 });
    expect(await test.runtime.invoke('fn', '{}')).toMatchObject({ outcome: 'throttled' });
  });

  it('are bounded over all functions: busy ones throttle, idle ones of another function make room', async () => {
    test = startTestRuntime({ maxEnvironments: 1 });
    test.register('one', WAITER);
    test.register('two', WAITER);
    const first = pidOf(await test.runtime.invoke('one', '{}'));
    const a = hold('two', 'a');
    await running('a');
    await expect.poll(() => isRunning(first)).toBe(false);
    expect(await test.runtime.invoke('one', '{}')).toMatchObject({ outcome: 'throttled' });
    letGo();
    await a;
  });

  it('are ended after a time without work, but for the few kept warm', async () => {
    let now = 0;
    test = startTestRuntime({
      clock: { now: () => now, sleep: () => new Promise(() => {}) },
      idleMs: 100,
      keepWarm: 1,
    });
    test.register('fn', WAITER);
    test.register('other', WAITER);
    const held = ['a', 'b', 'c'].map((name) => hold('fn', name));
    await Promise.all(['a', 'b', 'c'].map(running));
    letGo();
    const pids = (await Promise.all(held)).map(pidOf);
    now = 1_000;
    await test.runtime.invoke('other', '{}');
    await expect.poll(() => pids.filter(isRunning).length).toBe(1);
  });

  it('run the new code after the function was registered again', async () => {
    test = startTestRuntime();
    test.register('fn', 'exports.handler = async () => "old";');
    expect(await test.runtime.invoke('fn', '{}')).toMatchObject({ payload: '"old"' });
    test.register('fn', 'exports.handler = async () => "new";');
    expect(await test.runtime.invoke('fn', '{}')).toMatchObject({ payload: '"new"' });
  });

  it('of the old code end with what they were running when the function was registered again', async () => {
    test = startTestRuntime();
    test.register('fn', WAITER);
    const busy = hold('fn', 'a');
    await running('a');
    test.register('fn', WAITER);
    letGo();
    const old = pidOf(await busy);
    await expect.poll(() => isRunning(old), { timeout: 10_000 }).toBe(false);
  });

  it('are all gone after stop, and what still ran counts as crashed', async () => {
    test = startTestRuntime();
    test.register('fn', WAITER);
    const idle = pidOf(await test.runtime.invoke('fn', '{}'));
    const busy = hold('fn', 'a');
    await running('a');
    await test.runtime.stop();
    expect(await busy).toMatchObject({ outcome: 'function-error' });
    expect(isRunning(idle)).toBe(false);
  });
});

describe('an injected kill', () => {
  it('ends an invocation before its effects', async () => {
    test = startTestRuntime({ planKill: () => 0 });
    test.register('fn', WAITER);
    expect(await hold('fn', 'a')).toMatchObject({
      outcome: 'function-error',
      payload: expect.stringContaining('killed'),
    });
  });

  it('ends an invocation after its effects and before its answer counts', async () => {
    test = startTestRuntime({ planKill: () => 9_000 });
    test.register('fn', WAITER);
    letGo();
    expect(await hold('fn', 'a')).toMatchObject({
      outcome: 'function-error',
      payload: expect.stringContaining('killed'),
    });
    expect(existsSync(join(folder.dir, 'a'))).toBe(true);
  });
});
