import { type ChildProcess, fork } from 'node:child_process';
import { WorkerBundle } from './bundle-worker.ts';
import type { JobKind, Jobs } from './jobs.ts';

export type Ask = { readonly kind: JobKind; readonly job: Jobs[JobKind]['job'] };
export type Reply = { readonly answer: Jobs[JobKind]['answer'] } | { readonly error: string };

interface Waiting {
  readonly ask: Ask;
  readonly settle: (reply: Reply) => void;
}

/** Most of what a run makes is gone at once: room for it saves collections. */
const NODE_OPTIONS = ['--max-semi-space-size=64'];

/** The SDK's advice about Node versions is not for whoever reads what runs come to. */
const ENV = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

/** Processes that do jobs side by side, each one after the other; they are started when they are needed. */
export class WorkerPool {
  readonly size: number;
  readonly #idle: ChildProcess[] = [];
  readonly #all = new Set<ChildProcess>();
  readonly #waiting: Waiting[] = [];
  #bundle: WorkerBundle | null = null;

  constructor(size: number) {
    this.size = size;
  }

  /** @throws Error with what the worker says went wrong, or where it has ended */
  async do<K extends JobKind>(kind: K, job: Jobs[K]['job']): Promise<Jobs[K]['answer']> {
    const reply = await new Promise<Reply>((settle) => {
      this.#waiting.push({ ask: { kind, job }, settle });
      this.#next();
    });
    if ('error' in reply) throw new Error(reply.error);
    // A worker answers what it was asked.
    return reply.answer as Jobs[K]['answer'];
  }

  /** Ends all workers, whatever they do. */
  close(): void {
    for (const child of this.#all) child.kill();
    this.#bundle?.remove();
    this.#bundle = null;
  }

  #next(): void {
    if (this.#waiting.length === 0) return;
    const child = this.#idle.pop() ?? (this.#all.size < this.size ? this.#start() : undefined);
    const waiting = child && this.#waiting.shift();
    if (!waiting) return;
    const settle = (reply: Reply): void => {
      child.removeAllListeners('message').removeAllListeners('exit');
      waiting.settle(reply);
      this.#next();
    };
    child.once('message', (message) => {
      this.#idle.push(child);
      // Workers send nothing else.
      settle(message as Reply);
    });
    child.once('exit', (code, signal) => {
      this.#all.delete(child);
      settle({ error: `a worker ended (${signal ?? code}) while it did ${JSON.stringify(waiting.ask)}` });
    });
    child.send(waiting.ask);
  }

  #start(): ChildProcess {
    this.#bundle ??= new WorkerBundle();
    // Structured clone keeps maps, and infinite numbers.
    const child = fork(this.#bundle.path, [], { env: ENV, execArgv: NODE_OPTIONS, serialization: 'advanced' });
    this.#all.add(child);
    return child;
  }
}
