import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { readTagged, writeTagged } from './tagged-json.ts';

/** A library of another language, in a process of its own, which answers a line of JSON with one. */
export interface Peer {
  /** @throws PeerError where the library refuses */
  call(request: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  stop(): Promise<void>;
}

/** What the library threw: its exception and the causes of that, a line each. */
export class PeerError extends Error {
  override readonly name = 'PeerError';
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** One request at a time. */
export function startPeer([program, ...parameters]: readonly [string, ...string[]]): Peer {
  const child: Child = spawn(program, parameters, { stdio: ['pipe', 'pipe', 'pipe'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  return {
    async call(request) {
      child.stdin.write(`${writeTagged(request)}\n`);
      const { done, value } = await answers.next();
      if (done) throw new Error(`${program} ended: ${complaints}`);
      const answer = readTagged(value);
      if (typeof answer !== 'object' || answer === null) throw new Error(`${program} answered ${value}`);
      if ('error' in answer && Array.isArray(answer.error)) throw new PeerError(answer.error.join('\n'));
      return { ...answer };
    },
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
