import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CACHE, run } from './run.ts';

/** Something in Java that Maven builds, with its packages: `classes` and `classpath.txt` in a folder of the cache. */
export interface JavaProject {
  /** Where its pom.xml is. */
  readonly folder: string;
  /** Where that says it is built. */
  readonly built: string;
  /** What it is, and how much is fetched, for who waits. */
  readonly what: string;
}

const LEAST_JAVA = 17;
/** What Maven says where a package is not to be had, or there is no compiler for it: this machine's affair, not the project's. */
const LACKS_SOMETHING =
  /Could not (resolve|transfer|find)|could not be resolved|Cannot access|Unknown host|No compiler|release version|ETIMEDOUT/;

/** Builds a project, unless that is done; all of it, packages too, goes into the cache. @throws Error where it does not compile */
export function makeClasspath(project: JavaProject): { readonly classpath: string } | { readonly missing: string } {
  const version = Number(/version "(\d+)/.exec(run('java', ['-version'])?.said ?? '')?.[1]);
  if (!(version >= LEAST_JAVA)) return { missing: `it needs Java ${LEAST_JAVA} or later on the PATH` };
  /** What the build was made of; there once it is whole. */
  const stamp = join(project.built, 'made-of');
  const sources = sourcesOf(project.folder);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== sources) {
    const missing = build(project);
    if (missing !== undefined) return { missing };
    writeFileSync(stamp, sources);
  }
  const packages = readFileSync(join(project.built, 'classpath.txt'), 'utf8');
  return { classpath: [join(project.built, 'classes'), packages].join(delimiter) };
}

function build({ folder, what }: JavaProject): string | undefined {
  mkdirSync(CACHE, { recursive: true });
  process.stdout.write(`Building ${what}\n`);
  // -U: what could not be had last time is asked for again.
  const options = ['-B', '-q', '-U', '-f', join(folder, 'pom.xml'), `-Dmaven.repo.local=${join(CACHE, 'maven')}`];
  const maven = run('mvn', [...options, 'compile']);
  if (!maven) return 'it needs Maven (mvn) on the PATH';
  if (!maven.failed) return undefined;
  const reason = maven.said.split('\n').find((line) => LACKS_SOMETHING.test(line));
  if (reason !== undefined) return `Maven says ${reason.replace(/^\[ERROR\] /, '')}`;
  throw new Error(`${what} does not build:\n${maven.said}`);
}

function sourcesOf(folder: string): string {
  const hash = createHash('sha256');
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /\.(java|xml)$/.test(path));
  for (const path of paths.sort()) hash.update(path).update(readFileSync(join(folder, path)));
  return hash.digest('hex');
}
