import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type FunctionConfig, heapMb, processEnvironment, type RuntimeEndpoint } from './function-config.ts';
import type { ProcessExit } from './invocation.ts';

/** How a process ended what it was asked: an answer, an error document, or its own end. */
export type EnvironmentAnswer =
  | { readonly kind: 'value' | 'error'; readonly payload: string }
  | { readonly kind: 'exit'; readonly exit: ProcessExit };

export interface EnvironmentRequest {
  readonly requestId: string;
  readonly event: string;
  readonly deadlineMs: number;
  readonly functionArn: string;
}

/** One execution environment: a Node process that runs one invocation at a time. */
export interface Environment {
  /** Settles when the handler's module is loaded, or with the answer that says why it cannot be. */
  readonly initialized: Promise<EnvironmentAnswer | 'ready'>;
  readonly exited: Promise<void>;
  /** False as soon as it cannot take another invocation. */
  isAlive(): boolean;
  run(request: EnvironmentRequest): Promise<EnvironmentAnswer>;
  kill(): void;
}

const BOOTSTRAP = fileURLToPath(new URL('./bootstrap.mjs', import.meta.url));

const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('init-error'), payload: z.string() }),
  z.object({ type: z.literal('result'), requestId: z.string(), ok: z.boolean(), payload: z.string() }),
  z.object({ type: z.literal('crash'), requestId: z.string(), payload: z.string() }),
]);

/** Starts a process for `config`, whose code lies in `codeDir`; every line it prints goes to `log`. */
export function startEnvironment(options: {
  readonly config: FunctionConfig;
  readonly aws: RuntimeEndpoint;
  readonly codeDir: string;
  readonly logStream: string;
  readonly log: (line: string) => void;
}): Environment {
  const { config, codeDir } = options;
  const child = fork(BOOTSTRAP, [], {
    cwd: codeDir,
    env: processEnvironment(config, options.aws, codeDir, options.logStream),
    execArgv: [`--max-old-space-size=${heapMb(config)}`],
    // Structured clone moves a 6 MB event text without escaping it.
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const output of [child.stdout, child.stderr]) {
    if (output) createInterface({ input: output }).on('line', options.log);
  }

  let exit: ProcessExit | undefined;
  let ending = false;
  let pending: { requestId: string; settle: (answer: EnvironmentAnswer) => void } | undefined;
  let settleInit: (state: EnvironmentAnswer | 'ready') => void;
  const initialized = new Promise<EnvironmentAnswer | 'ready'>((resolve) => {
    settleInit = resolve;
  });
  const exited = new Promise<void>((resolve) => {
    const end = (state: ProcessExit) => {
      exit = state;
      settleInit({ kind: 'exit', exit: state });
      pending?.settle({ kind: 'exit', exit: state });
      resolve();
    };
    child.on('exit', (code, signal) => {
      // Its last message may still be in the channel.
      if (child.connected) child.once('disconnect', () => end({ code, signal }));
      else end({ code, signal });
    });
    child.on('error', () => {
      // A message that could not be sent: the end of the process follows. A process that never started has no end.
      if (child.pid === undefined) end({ code: 1, signal: null });
    });
  });
  child.on('message', (raw) => {
    const message = messageSchema.parse(raw);
    ending ||= message.type === 'init-error' || message.type === 'crash';
    if (message.type === 'ready') settleInit('ready');
    else if (message.type === 'init-error') settleInit({ kind: 'error', payload: message.payload });
    else if (message.requestId === pending?.requestId) {
      const kind = message.type === 'result' && message.ok ? 'value' : 'error';
      pending.settle({ kind, payload: message.payload });
    }
  });

  return {
    initialized,
    exited,
    isAlive: () => exit === undefined && !ending,
    run: (request) =>
      new Promise((settle) => {
        if (exit) return settle({ kind: 'exit', exit });
        pending = { requestId: request.requestId, settle };
        child.send({ ...request });
      }),
    kill() {
      ending = true;
      child.kill('SIGKILL');
    },
  };
}
