import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFunctions, formatsOf } from '../lib/bundle.ts';
import flights from '../pipelines/flights/pipeline.ts';
import { type Spread, spread } from './spread.ts';

export interface ColdStartReport {
  readonly functionName: string;
  /** Of the minified bundle. */
  readonly bytes: Pair;
  /** From the start of loading the bundle to its handler being there, in a process of its own. */
  readonly loadMs: { readonly withMetrics: Spread; readonly without: Spread };
  /** With by without, pass by pass. */
  readonly ratio: Spread;
}

interface Pair {
  readonly withMetrics: number;
  readonly without: number;
}

const MEASURED = ['stream-processor', 'watermark-keeper', 'materializer'] as const;

/** Everything that a handler reads while it loads; none of it is reached. */
const ENVIRONMENT = {
  ...Object.fromEntries(
    ['STATE_TABLE', 'RESULTS_TABLE', 'STREAM_NAME', 'ARCHIVE_BUCKET', 'CODE_VERSION'].map((name) => [name, 'none']),
  ),
  ...Object.fromEntries(
    ['TASKS', 'POKES', 'RETRY', 'LATE'].map((queue) => [
      `${queue}_QUEUE_URL`,
      'https://sqs.us-east-1.amazonaws.com/0/none',
    ]),
  ),
  DEFINITION_HASHES: '{}',
  SCHEMA_VERSIONS: '{}',
  STREAM_RETENTION_HOURS: '24',
  FUNCTION_TIMEOUT_SECONDS: '60',
  CIRCUIT_BREAKER_SHARE: '0.5',
  CIRCUIT_BREAKER_EVENTS: '100',
  ACCEPTANCE_DAYS: '14',
  METRICS: 'on',
  POWERTOOLS_METRICS_NAMESPACE: 'Millrace',
  AWS_REGION: 'us-east-1',
  // Its advice about Node versions is written while the SDK loads, on Node 20 alone.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

const SILENT = `import { NO_TELEMETRY } from '../../src/ports/telemetry.ts';
export const telemetryOf = () => NO_TELEMETRY;
`;

const LOAD = `const started = process.hrtime.bigint();
const { handler } = require(process.argv[1]);
if (typeof handler !== 'function') throw new Error('the bundle exports no handler');
process.stdout.write(String(Number(process.hrtime.bigint() - started) / 1e6));`;

/** Bundles the functions of flights from a copy of the sources, in which `silent` measures nothing and carries nothing to measure by. */
function bundle(outputDirectory: string, silent: boolean) {
  const project = fileURLToPath(new URL('..', import.meta.url));
  const copy = join(outputDirectory, 'project');
  for (const part of ['lambdas', 'src', 'pipelines/flights', 'package.json'])
    cpSync(join(project, part), join(copy, part), { recursive: true });
  symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'));
  if (silent) writeFileSync(join(copy, 'lambdas/aws/telemetry.ts'), SILENT);
  return bundleFunctions({
    lambdasDirectory: join(copy, 'lambdas'),
    pipelineFile: join(copy, 'pipelines/flights/pipeline.ts'),
    formats: formatsOf(flights),
    outputDirectory: join(outputDirectory, 'bundles'),
    projectDirectory: copy,
  });
}

/** Loads a bundle in a new process, as a cold start does. @returns milliseconds */
function load(file: string): number {
  return Number(execFileSync(process.execPath, ['-e', LOAD, file], { env: ENVIRONMENT, encoding: 'utf8' }));
}

/** What metrics add to a function: bytes, and time to load, passes of both in turn, the first two not counted. */
export function measureColdStart(passes: number): ColdStartReport[] {
  const scratch = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  try {
    const [measuring, silent] = [bundle(join(scratch, 'on'), false), bundle(join(scratch, 'off'), true)];
    return MEASURED.map((functionName) => {
      const files = {
        withMetrics: join(measuring[functionName].directory, 'index.js'),
        without: join(silent[functionName].directory, 'index.js'),
      };
      const pairs: Pair[] = [];
      for (let pass = -2; pass < passes; pass += 1) {
        const pair = { withMetrics: load(files.withMetrics), without: load(files.without) };
        if (pass >= 0) pairs.push(pair);
      }
      return {
        functionName,
        bytes: { withMetrics: readFileSync(files.withMetrics).length, without: readFileSync(files.without).length },
        loadMs: {
          withMetrics: spread(pairs.map(({ withMetrics }) => withMetrics)),
          without: spread(pairs.map(({ without }) => without)),
        },
        ratio: spread(pairs.map(({ withMetrics, without }) => withMetrics / without)),
      };
    });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
