import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FUNCTION_NAMES, type FunctionName } from '../../lib/function-names.ts';
import { PROJECT, pipelineApp, pipelineTemplates, type Resource, resource, resourcesOf } from './support.ts';

const { state, processing } = pipelineTemplates();

const FUNCTION_IDS: Record<FunctionName, string> = {
  'stream-processor': 'StreamProcessor',
  'watermark-keeper': 'WatermarkKeeper',
  materializer: 'Materializer',
  redriver: 'Redriver',
  recovery: 'Recovery',
};

const publishing = pipelineTemplates({ resultsStream: 1 }).processing;

const functionOf = (name: FunctionName, template = processing) => resource(template, FUNCTION_IDS[name]);

/** The state stack's output that an import stands for. */
function imported(value: { 'Fn::ImportValue': string }): unknown {
  const exports: { Value: unknown; Export?: { Name: string } }[] = Object.values(state.toJSON().Outputs);
  return exports.find((output) => output.Export?.Name === value['Fn::ImportValue'])?.Value;
}

const ON_AWS = join(PROJECT, 'lambdas', 'aws');

/** Texts of a handler and of the modules in `lambdas/aws` that it leads to: what reads variables. */
function readingSources(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  const near = [...source.matchAll(/ from '(\.[a-z./-]+\.ts)';$/gm)].map(([, path]) => String(path));
  const onAws = near.map((path) => join(dirname(file), path)).filter((path) => dirname(path) === ON_AWS);
  return [source, ...onAws.flatMap(readingSources)];
}

describe('functions', () => {
  it.each(FUNCTION_NAMES)('%s runs the bundle on arm64 and Node 24', (name) => {
    expect(functionOf(name).Properties).toMatchObject({
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
    });
  });

  it.each(FUNCTION_NAMES)('%s is traced where the settings say so, and not by default', (name) => {
    const { processing: traced } = pipelineTemplates({ tracing: true });
    expect(functionOf(name).Properties.TracingConfig).toBeUndefined();
    expect(functionOf(name, traced).Properties.TracingConfig).toEqual({ Mode: 'Active' });
  });

  it('measure themselves in the namespace Millrace, unless the settings say that they do not', () => {
    const { processing: quiet } = pipelineTemplates({ metrics: false });
    for (const name of FUNCTION_NAMES.filter((candidate) => candidate !== 'recovery')) {
      const { Variables } = functionOf(name).Properties.Environment;
      expect(Variables).toMatchObject({ METRICS: 'on', POWERTOOLS_METRICS_NAMESPACE: 'Millrace' });
      expect(functionOf(name, quiet).Properties.Environment.Variables.METRICS).toBe('off');
    }
  });

  it.each([
    ['stream-processor', 1_769, 60],
    ['watermark-keeper', 512, 10],
    ['materializer', 1_024, 120],
    ['redriver', 1_024, 60],
    ['recovery', 512, 120],
  ] as const)('%s has %i MB and %i s by default', (name, memory, timeout) => {
    expect(functionOf(name).Properties).toMatchObject({ MemorySize: memory, Timeout: timeout });
  });

  it('take memory, timeout and log retention from the settings', () => {
    const template = pipelineTemplates({
      processorMemoryMb: 3_008,
      processorTimeoutSeconds: 30,
      keeperMemoryMb: 256,
      keeperTimeoutSeconds: 20,
      materializerMemoryMb: 2_048,
      materializerTimeoutSeconds: 90,
      redriverMemoryMb: 1_536,
      redriverTimeoutSeconds: 45,
      recoveryMemoryMb: 768,
      recoveryTimeoutSeconds: 200,
      logRetentionDays: 7,
    }).processing;
    const sizes = FUNCTION_NAMES.map((name) => functionOf(name, template).Properties);
    expect(sizes.map(({ MemorySize, Timeout }) => [MemorySize, Timeout])).toEqual([
      [3_008, 30],
      [256, 20],
      [2_048, 90],
      [1_536, 45],
      [768, 200],
    ]);
    const retentions = Object.values(resourcesOf(template, 'AWS::Logs::LogGroup'));
    expect(retentions.map((group) => group.Properties.RetentionInDays)).toEqual(FUNCTION_NAMES.map(() => 7));
  });

  it.each(FUNCTION_NAMES)('%s writes to its own log group', (name) => {
    const { LogGroup } = functionOf(name).Properties.LoggingConfig;
    expect(LogGroup).toEqual({ Ref: `${FUNCTION_IDS[name]}Logs` });
    expect(resource(processing, LogGroup.Ref).Properties.RetentionInDays).toBe(30);
  });

  it.each(FUNCTION_NAMES)('%s gets the variables it reads, and no other', (name) => {
    const source = readingSources(join(PROJECT, 'lambdas', name, 'handler.ts')).join('\n');
    const found = [...source.matchAll(/environment\.(?!endpoint)\w+\('([A-Z_]+)'\)/g)].map(([, variable]) => variable);
    const read = [...new Set(found)];
    expect(read.length).toBeGreaterThan(0);
    // With all that a setting may leave out.
    const { NODE_OPTIONS: _, ...variables } = functionOf(name, publishing).Properties.Environment.Variables;
    expect(Object.keys(variables).sort()).toEqual(read.sort());
  });

  it.each([
    [128, 8],
    [512, 32],
    [1_769, 64],
    [10_240, 64],
  ])(
    'of %d MB give %d MB to young objects, of which V8 keeps three times as much',
    (processorMemoryMb, semiSpaceMb) => {
      const { processing } = pipelineTemplates({ processorMemoryMb });
      const variables = resource(processing, 'StreamProcessor').Properties.Environment.Variables;
      expect(variables.NODE_OPTIONS).toBe(`--max-semi-space-size=${semiSpaceMb}`);
    },
  );

  it('get the names of the state stack', () => {
    const variables = functionOf('stream-processor').Properties.Environment.Variables;
    expect(variables.DEFINITION_HASHES).toBe('{"byOption":"cafe"}');
    expect(variables.CODE_VERSION).toBe('code-of-stream-processor');
    expect(imported(variables.ARCHIVE_BUCKET)).toEqual({ Ref: 'ArchiveBucket' });
    expect(imported(variables.STATE_TABLE)).toEqual({ Ref: 'StateTable' });
    expect(imported(variables.STREAM_NAME)).toEqual({ Ref: 'Stream' });
    expect(imported(variables.TASKS_QUEUE_URL)).toEqual({ Ref: 'TasksQueue' });
    expect(imported(variables.POKES_QUEUE_URL)).toEqual({ Ref: 'PokesQueue' });
    expect(imported(variables.RETRY_QUEUE_URL)).toEqual({ Ref: 'RetryQueue' });
    expect(imported(variables.LATE_QUEUE_URL)).toEqual({ Ref: 'LateQueue' });
    expect(functionOf('redriver').Properties.Environment.Variables).toMatchObject({
      CODE_VERSION: 'code-of-redriver',
      RETRY_QUEUE_URL: variables.RETRY_QUEUE_URL,
      ARCHIVE_BUCKET: variables.ARCHIVE_BUCKET,
    });
    expect(functionOf('recovery').Properties.Environment.Variables).toMatchObject({
      STATE_TABLE: variables.STATE_TABLE,
      STREAM_NAME: variables.STREAM_NAME,
      RETRY_QUEUE_URL: variables.RETRY_QUEUE_URL,
    });
    const results = functionOf('materializer').Properties.Environment.Variables.RESULTS_TABLE;
    expect(imported(results)).toEqual({ Ref: 'ResultsTable' });
  });

  it('get what the settings say', () => {
    const { processing: template } = pipelineTemplates({
      retentionHours: 48,
      processorTimeoutSeconds: 33,
      circuitBreakerShare: 0.25,
      circuitBreakerEvents: 7,
      acceptanceDays: 21,
      retryBackOffSeconds: 12,
    });
    const variablesOf = (name: FunctionName) => functionOf(name, template).Properties.Environment.Variables;
    expect(variablesOf('stream-processor')).toMatchObject({
      STREAM_RETENTION_HOURS: '48',
      FUNCTION_TIMEOUT_SECONDS: '33',
      CIRCUIT_BREAKER_SHARE: '0.25',
      CIRCUIT_BREAKER_EVENTS: '7',
    });
    expect(variablesOf('watermark-keeper')).toMatchObject({ STREAM_RETENTION_HOURS: '48', ACCEPTANCE_DAYS: '21' });
    expect(variablesOf('redriver')).toMatchObject({
      STREAM_RETENTION_HOURS: '48',
      RETRY_BACK_OFF_SECONDS: '12',
      RETRY_MAX_RECEIVES: '5',
    });
  });

  it('leave room in the 4 KB environment for the longest definition', () => {
    const hashes = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`${'a'.repeat(38)}${index + 10}`, 'f'.repeat(16)]),
    );
    pipelineApp({}, hashes);
    // The rest is six names of generated resources, each below 256 characters.
    expect(JSON.stringify(hashes).length).toBeLessThan(4_096 - 7 * 256);
  });
});

describe('mapping of the stream', () => {
  it('has exactly these properties', () => {
    const { FunctionName, EventSourceArn, DestinationConfig, ...rest } = resource(
      processing,
      'StreamMapping',
    ).Properties;
    expect(rest).toEqual({
      BatchSize: 1_000,
      MaximumBatchingWindowInSeconds: 1,
      StartingPosition: 'TRIM_HORIZON',
      ParallelizationFactor: 1,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: -1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MetricsConfig: { Metrics: ['EventCount'] },
    });
    expect(FunctionName).toEqual({ 'Fn::GetAtt': ['StreamProcessor', 'Arn'] });
    expect(imported(EventSourceArn)).toEqual({ 'Fn::GetAtt': ['Stream', 'Arn'] });
    expect(imported(DestinationConfig.OnFailure.Destination)).toEqual({ 'Fn::GetAtt': ['UndeliverableQueue', 'Arn'] });
  });

  it('takes the batch from the settings', () => {
    const { processing: template } = pipelineTemplates({ batchSize: 10_000, batchWindowSeconds: 0 });
    expect(resource(template, 'StreamMapping').Properties).toMatchObject({
      BatchSize: 10_000,
      MaximumBatchingWindowInSeconds: 0,
    });
  });

  it('keeps its logical id, and its place in the stream, whatever the settings', () => {
    const changed = pipelineTemplates({
      shards: 8,
      batchSize: 1,
      processorMemoryMb: 512,
      retentionHours: 24,
    }).processing;
    const replacing = ({ Properties }: Resource) => [Properties.EventSourceArn, Properties.StartingPosition];
    expect(replacing(resource(changed, 'StreamMapping'))).toEqual(replacing(resource(processing, 'StreamMapping')));
  });
});

describe('mappings of the queues', () => {
  it.each([
    ['TasksMapping', 'materializer', 'TasksQueue'],
    ['PokesMapping', 'watermark-keeper', 'PokesQueue'],
  ] as const)('%s feeds the %s', (id, name, queue) => {
    const { FunctionName, EventSourceArn, ...rest } = resource(processing, id).Properties;
    expect(rest).toEqual({
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MetricsConfig: { Metrics: ['EventCount'] },
    });
    expect(FunctionName).toEqual({ 'Fn::GetAtt': [FUNCTION_IDS[name], 'Arn'] });
    expect(imported(EventSourceArn)).toEqual({ 'Fn::GetAtt': [queue, 'Arn'] });
    const visibility = resource(state, queue).Properties.VisibilityTimeout;
    expect(visibility).toBeGreaterThanOrEqual(6 * functionOf(name).Properties.Timeout);
  });

  it('RetryMapping hands letters over one by one, a few at once', () => {
    const { FunctionName, EventSourceArn, ...rest } = resource(processing, 'RetryMapping').Properties;
    expect(rest).toEqual({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MetricsConfig: { Metrics: ['EventCount'] },
      ScalingConfig: { MaximumConcurrency: 10 },
    });
    expect(FunctionName).toEqual({ 'Fn::GetAtt': ['Redriver', 'Arn'] });
    expect(imported(EventSourceArn)).toEqual({ 'Fn::GetAtt': ['RetryQueue', 'Arn'] });
    const { processing: template } = pipelineTemplates({ redriverBatchSize: 10, redriverMaxConcurrency: 2 });
    expect(resource(template, 'RetryMapping').Properties).toMatchObject({
      BatchSize: 10,
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  it('UndeliverableMapping hands over one message at a time, which stands for a batch', () => {
    const { FunctionName, EventSourceArn, ...rest } = resource(processing, 'UndeliverableMapping').Properties;
    expect(rest).toEqual({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MetricsConfig: { Metrics: ['EventCount'] },
    });
    expect(FunctionName).toEqual({ 'Fn::GetAtt': ['Recovery', 'Arn'] });
    expect(imported(EventSourceArn)).toEqual({ 'Fn::GetAtt': ['UndeliverableQueue', 'Arn'] });
  });

  it('are the only ones beside the stream’s', () => {
    expect(Object.keys(resourcesOf(processing, 'AWS::Lambda::EventSourceMapping')).sort()).toEqual([
      'PokesMapping',
      'RetryMapping',
      'StreamMapping',
      'TasksMapping',
      'UndeliverableMapping',
    ]);
  });
});

describe('schedule', () => {
  it('pokes the keeper every minute, each tick with an id of its own', () => {
    const [schedule] = Object.values(resourcesOf(processing, 'AWS::Scheduler::Schedule'));
    const { Target, ...rest } = schedule?.Properties ?? {};
    expect(rest).toEqual({
      Description: 'A round of the watermark keeper every minute',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ScheduleExpression: 'rate(1 minute)',
    });
    expect(Target).toMatchObject({
      Input: '{"kind":"tick","id":"<aws.scheduler.execution-id>"}',
      RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 3 },
      SqsParameters: { MessageGroupId: 'keeper' },
    });
    expect(imported(Target.Arn)).toEqual({ 'Fn::GetAtt': ['PokesQueue', 'Arn'] });
  });
});
