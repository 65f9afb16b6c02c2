import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Found } from './found.ts';
import { makeClasspath } from './maven.ts';
import { CACHE } from './run.ts';

const BUILT = join(CACHE, 'java');
const PROTOC = join(BUILT, 'protoc.exe');

/** Builds what serializes with AWS's Java library, unless that is done. */
export function makeJavaPeer(): Found {
  const made = makeClasspath({
    folder: fileURLToPath(new URL('./java', import.meta.url)),
    built: BUILT,
    what: 'the Java project; the first time Maven fetches about 110 MB',
  });
  if ('missing' in made) return made;
  chmodSync(PROTOC, 0o755);
  // It lives for seconds, which a thorough compiler would take for itself.
  const options = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
  return { command: ['java', ...options, '-cp', made.classpath, 'dev.millrace.interop.Peer', PROTOC] };
}
