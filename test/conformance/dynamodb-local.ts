import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Found } from '../interop/found.ts';
import { makeClasspath } from '../interop/maven.ts';
import { CACHE } from '../interop/run.ts';
import { connectAws, type LocalAws } from '../support/local-aws.ts';
import { startStandIn } from './stand-in.ts';

const BUILT = join(CACHE, 'dynamodb-local');

/** Builds what starts DynamoDB Local, unless that is done. */
export function makeDynamoDbLocal(): Found {
  if (process.arch !== 'x64')
    return { missing: `its package brings SQLite for x64 processors alone, not ${process.arch}` };
  const made = makeClasspath({
    folder: fileURLToPath(new URL('./java', import.meta.url)),
    built: BUILT,
    what: 'DynamoDB Local; the first time Maven fetches about 60 MB',
  });
  if ('missing' in made) return made;
  const options = [
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    `-Dsqlite4java.library.path=${join(BUILT, 'natives')}`,
  ];
  return { command: ['java', ...options, '-cp', made.classpath, 'dev.millrace.conformance.LocalServer'] };
}

/** DynamoDB as AWS lets it run on a developer's machine; the other services are not there. */
export async function startDynamoDbLocal(command: readonly [string, ...string[]]): Promise<LocalAws> {
  const { port, peer } = await startStandIn(command);
  const aws = connectAws(`http://127.0.0.1:${port}`, () => {
    throw new Error('the clock of DynamoDB Local is the machine’s');
  });
  return {
    ...aws,
    async stop() {
      await aws.stop();
      await peer.stop();
    },
  };
}
