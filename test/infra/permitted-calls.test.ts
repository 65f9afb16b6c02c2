import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FUNCTION_NAMES, type FunctionName } from '../../lib/function-names.ts';
import tally from './fixtures/pipelines/tally/pipeline.ts';
import { rolePermissions } from './role-permissions.ts';
import { PROJECT, pipelineApp, pipelineTemplates, templatesOf } from './support.ts';

/**
 * What each method of a port does on AWS. The local AWS knows no IAM, so a permission that is missing, or that nothing needs any
 * more, would show in an account only; this table ties the roles to what the functions' code calls.
 */
const CALLS: Record<string, readonly string[]> = {
  readControls: ['dynamodb:Query StateTable'],
  ensureControl: ['dynamodb:PutItem StateTable', 'dynamodb:GetItem StateTable'],
  raiseFiredThrough: ['dynamodb:UpdateItem StateTable', 'dynamodb:GetItem StateTable'],
  raiseExpiredThrough: ['dynamodb:UpdateItem StateTable', 'dynamodb:GetItem StateTable'],
  raiseCollectedThrough: ['dynamodb:UpdateItem StateTable', 'dynamodb:GetItem StateTable'],
  readExpiryMemory: ['dynamodb:GetItem StateTable'],
  writeExpiryMemory: ['dynamodb:PutItem StateTable'],
  noteWindow: ['dynamodb:PutItem StateTable'],
  windowsThrough: ['dynamodb:Query StateTable'],
  unstampedPartials: ['dynamodb:Query StateTable'],
  stampPartial: ['dynamodb:UpdateItem StateTable', 'dynamodb:GetItem StateTable'],
  forgetWindow: ['dynamodb:DeleteItem StateTable'],
  ownLetter: ['dynamodb:PutItem StateTable', 'dynamodb:GetItem StateTable'],
  readRedrive: ['dynamodb:GetItem StateTable'],
  decideRedrive: ['dynamodb:PutItem StateTable', 'dynamodb:GetItem StateTable'],
  amendRedrive: ['dynamodb:PutItem StateTable', 'dynamodb:GetItem StateTable'],
  redrivesOf: ['dynamodb:Query StateTable'],
  putEventPartial: ['dynamodb:PutItem StateTable', 'dynamodb:GetItem StateTable'],
  readWatermark: ['dynamodb:GetItem StateTable'],
  writeWatermark: ['dynamodb:UpdateItem StateTable', 'dynamodb:GetItem StateTable'],
  raiseDrainFloor: ['dynamodb:UpdateItem StateTable', 'dynamodb:GetItem StateTable'],
  readProgress: ['dynamodb:GetItem StateTable'],
  writeProgress: ['dynamodb:PutItem StateTable', 'dynamodb:GetItem StateTable'],
  listProgress: ['dynamodb:Query StateTable'],
  readPartial: ['dynamodb:GetItem StateTable'],
  putPartial: ['dynamodb:PutItem StateTable', 'dynamodb:GetItem StateTable'],
  bucketsOf: ['dynamodb:Query StateTable'],
  ensureMark: ['dynamodb:PutItem StateTable', 'dynamodb:GetItem StateTable'],
  renewMark: ['dynamodb:PutItem StateTable'],
  readMark: ['dynamodb:GetItem StateTable'],
  clearMark: ['dynamodb:DeleteItem StateTable', 'dynamodb:GetItem StateTable'],
  marksThrough: ['dynamodb:Query StateTable'],
  putClaims: ['dynamodb:PutItem StateTable'],
  claimsAfter: ['dynamodb:Query StateTable'],
  claimsSince: ['dynamodb:Query StateTable'],
  claimsThrough: ['dynamodb:Query StateTable'],
  putOwnedClaim: ['dynamodb:PutItem StateTable'],
  ownedClaims: ['dynamodb:Query StateTable'],
  leaveLane: ['dynamodb:PutItem StateTable'],
  isLeft: ['dynamodb:GetItem StateTable'],
  writeResult: ['dynamodb:UpdateItem ResultsTable'],
  publish: ['kinesis:PutRecords ResultsStream'],
  readRows: ['dynamodb:BatchGetItem ResultsTable'],
  identify: ['kinesis:DescribeStreamSummary Stream'],
  listShards: ['kinesis:ListShards Stream'],
  recordsBetween: ['kinesis:GetShardIterator Stream', 'kinesis:GetRecords Stream'],
  lookAfter: ['kinesis:GetShardIterator Stream', 'kinesis:GetRecords Stream'],
  versionById: ['glue:GetSchemaVersion *'],
  sendTasks: ['sqs:SendMessage TasksQueue'],
  poke: ['sqs:SendMessage PokesQueue'],
  // What a message cannot hold goes to the archive first.
  sendRejected: ['sqs:SendMessage RetryQueue', 's3:PutObject ArchiveBucket/letters/*'],
  sendTooLate: ['sqs:SendMessage LateQueue', 's3:PutObject ArchiveBucket/letters/*'],
  postpone: ['sqs:ChangeMessageVisibility RetryQueue'],
  sendAnew: ['sqs:SendMessage RetryQueue'],
  put: ['s3:PutObject ArchiveBucket/letters/*'],
  get: ['s3:GetObject ArchiveBucket/letters/*', 's3:ListBucket ArchiveBucket'],
};

/** What a port is called by where its method's name is that of many others. */
const RECEIVERS: Readonly<Record<string, string>> = { put: 'archive', get: 'archive' };

const consume = (queue: string) =>
  ['DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'].map((action) => `sqs:${action} ${queue}`);

/** What Lambda itself does with the role: logs, traces, and polling for the mappings. */
const BY_LAMBDA: Record<FunctionName, readonly string[]> = {
  'stream-processor': [
    'kinesis:DescribeStream Stream',
    'kinesis:DescribeStreamSummary Stream',
    'kinesis:GetRecords Stream',
    'kinesis:GetShardIterator Stream',
    'kinesis:ListShards Stream',
    'kinesis:ListStreams *',
    'sqs:SendMessage UndeliverableQueue',
  ],
  'watermark-keeper': consume('PokesQueue'),
  materializer: consume('TasksQueue'),
  redriver: consume('RetryQueue'),
  recovery: consume('UndeliverableQueue'),
};

const ROLES: Record<FunctionName, string> = {
  'stream-processor': 'StreamProcessorRole',
  'watermark-keeper': 'WatermarkKeeperRole',
  materializer: 'MaterializerRole',
  redriver: 'RedriverRole',
  recovery: 'RecoveryRole',
};

/** Sources of a function, with the shared modules they import. */
function sourcesOf(name: string): string {
  const folder = join(PROJECT, 'lambdas', name);
  const own = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const shared = own.flatMap((source) =>
    [...source.matchAll(/'\.\.\/shared\/([a-z-]+\.ts)'/g)].map(([, file]) => String(file)),
  );
  return [
    ...own,
    ...[...new Set(shared)].map((file) => readFileSync(join(PROJECT, 'lambdas', 'shared', file), 'utf8')),
  ].join('\n');
}

/** What has no service behind it, and what senders and operators call, never functions. */
const NOT_OF_FUNCTIONS = ['clock.ts', 'errors.ts', 'schema-catalog.ts', 'schema-registrar.ts', 'telemetry.ts'];

/** Methods that the ports of functions declare: lines such as `  readMark(window: …`, and generators. */
function portMethods(): string[] {
  const folder = join(PROJECT, 'src', 'ports');
  const sources = readdirSync(folder).filter((file) => !NOT_OF_FUNCTIONS.includes(file));
  return sources.flatMap((file) => {
    const interfaces = readFileSync(join(folder, file), 'utf8');
    return [...interfaces.matchAll(/^ {2}([a-z][A-Za-z]+)\(/gm)].map(([, method]) => String(method));
  });
}

/** What is called only in some deployments. */
const ONLY_FOR: Readonly<Record<string, Deployment>> = {
  versionById: 'registered records',
  publish: 'published results',
};

const templates = {
  'bare records': pipelineTemplates(),
  'published results': pipelineTemplates({ resultsStream: 1 }),
  'registered records': templatesOf(pipelineApp({}, undefined, { ...tally, records: { format: 'glue' } })),
};
type Deployment = keyof typeof templates;
const CASES = (['bare records', 'registered records', 'published results'] as const).flatMap((deployment) =>
  FUNCTION_NAMES.map((name) => ({ deployment, name })),
);

describe('permissions and calls', () => {
  it('every method of a port is in the table', () => {
    expect(portMethods().sort()).toEqual(Object.keys(CALLS).sort());
  });

  it.each(CASES)('$name may do what it calls for $deployment, and nothing else', ({ name, deployment }) => {
    const source = sourcesOf(name);
    const called = Object.keys(CALLS)
      .filter((method) => new RegExp(`\\b${RECEIVERS[method] ?? '[a-zA-Z]+'}\\??\\.${method}\\(`).test(source))
      .filter((method) => (ONLY_FOR[method] ?? deployment) === deployment);
    const needed = [...called.flatMap((method) => CALLS[method] ?? []), ...BY_LAMBDA[name]];
    const granted = rolePermissions(templates[deployment], ROLES[name]);
    expect(granted.filter((permission) => !/^(logs|xray):/.test(permission))).toEqual([...new Set(needed)].sort());
  });
});
