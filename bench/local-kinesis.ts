import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface LocalKinesis {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** A local AWS with the limits of shards in a process of its own, so that its memory and time are not taken for the sender's. */
export async function startLocalKinesis(): Promise<LocalKinesis> {
  const program = fileURLToPath(new URL('../localstack/embedded/main.ts', import.meta.url));
  const args = ['--import', 'tsx', program, '--port', '0', '--shard-limits', '--cdk-out', 'nothing-to-deploy'];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: server.stdout })) {
    const endpoint = /^Local AWS at (\S+)\. /.exec(line)?.[1];
    if (endpoint === undefined) continue;
    return {
      endpoint,
      async stop() {
        server.kill('SIGTERM');
        await once(server, 'exit');
      },
    };
  }
  throw new Error('the local AWS did not start');
}
