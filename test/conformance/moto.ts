import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Found } from '../interop/found.ts';
import { makePythonEnvironment } from '../interop/python-environment.ts';
import { connectAws, type LocalAws } from '../support/local-aws.ts';
import { startSerialProxy } from './serial-proxy.ts';
import { startStandIn } from './stand-in.ts';

const PROJECT = fileURLToPath(new URL('./python', import.meta.url));

/** Installs moto, unless that is done. */
export function makeMoto(): Found {
  const made = makePythonEnvironment('moto', join(PROJECT, 'requirements.txt'));
  if ('missing' in made) return made;
  return { command: [made.python, join(PROJECT, 'server.py')] };
}

/** AWS as moto answers for it, one request at a time: of writes that meet it would lose some. */
export async function startMoto(command: readonly [string, ...string[]]): Promise<LocalAws> {
  const { port, peer } = await startStandIn(command);
  const proxy = await startSerialProxy(port);
  const aws = connectAws(proxy.endpoint, (ms) => void proxy.inTurn(() => peer.call({ op: 'pass', ms })));
  return {
    ...aws,
    async stop() {
      await aws.stop();
      await proxy.stop();
      await peer.stop();
    },
  };
}
