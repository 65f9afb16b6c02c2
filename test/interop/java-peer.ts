import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Found } from './found.ts';
import { CACHE, run } from './run.ts';

const PROJECT = fileURLToPath(new URL('./java', import.meta.url));
/** As the project's pom.xml says. */
const BUILT = join(CACHE, 'java');
const PROTOC = join(BUILT, 'protoc.exe');
/** What the build was made of; there once it is whole. */
const STAMP = join(BUILT, 'made-of');
const LEAST_JAVA = 17;

/** What Maven says where a package is not to be had, or there is no compiler for it: this machine's affair, not the project's. */
const LACKS_SOMETHING =
  /Could not (resolve|transfer|find)|could not be resolved|Cannot access|Unknown host|No compiler|release version|ETIMEDOUT/;

/** Builds the Java project, unless that is done; all of it, packages too, goes into the cache. @throws Error where it does not compile */
export function makeJavaPeer(): Found {
  const version = Number(/version "(\d+)/.exec(run('java', ['-version'])?.said ?? '')?.[1]);
  if (!(version >= LEAST_JAVA)) return { missing: `it needs Java ${LEAST_JAVA} or later on the PATH` };
  const sources = sourcesOf();
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== sources) {
    const problem = build();
    if (problem !== undefined) return { missing: problem };
    writeFileSync(STAMP, sources);
  }
  const classpath = [join(BUILT, 'classes'), readFileSync(join(BUILT, 'classpath.txt'), 'utf8')].join(delimiter);
  // It lives for seconds, which a thorough compiler would take for itself.
  const options = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
  return { command: ['java', ...options, '-cp', classpath, 'dev.millrace.interop.Peer', PROTOC] };
}

function build(): string | undefined {
  mkdirSync(CACHE, { recursive: true });
  process.stdout.write('Building the Java project; the first time Maven fetches about 110 MB\n');
  // -U: what could not be had last time is asked for again.
  const options = ['-B', '-q', '-U', '-f', join(PROJECT, 'pom.xml'), `-Dmaven.repo.local=${join(CACHE, 'maven')}`];
  const maven = run('mvn', [...options, 'compile']);
  if (!maven) return 'it needs Maven (mvn) on the PATH';
  if (maven.failed) {
    const reason = maven.said.split('\n').find((line) => LACKS_SOMETHING.test(line));
    if (reason !== undefined) return `Maven says ${reason.replace(/^\[ERROR\] /, '')}`;
    throw new Error(`the Java project does not build:\n${maven.said}`);
  }
  chmodSync(PROTOC, 0o755);
  return undefined;
}

function sourcesOf(): string {
  const hash = createHash('sha256');
  const paths = readdirSync(PROJECT, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(java|xml)$/.test(path),
  );
  for (const path of paths.sort()) hash.update(path).update(readFileSync(join(PROJECT, path)));
  return hash.digest('hex');
}
