import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../lib/config.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings.ts';
import { UserError } from '../../lib/user-error.ts';
import { cdkContext } from './support.ts';

const load = (context: Record<string, unknown>, names = ['flights']) => loadConfig(context, names);

/** The lines that a person sees. */
function issuesOf(context: Record<string, unknown>): readonly string[] {
  try {
    load(context);
  } catch (error) {
    if (error instanceof UserError) return error.issues;
    throw error;
  }
  return [];
}

describe('layers', () => {
  it('nothing set: the defaults, with visibility at six timeouts and patience beyond the back-offs', () => {
    expect(load({}).get('flights')).toEqual({
      ...DEFAULT_SETTINGS,
      taskVisibilitySeconds: 720,
      pokeVisibilitySeconds: 60,
      retryVisibilitySeconds: 360,
      undeliverableVisibilitySeconds: 720,
      // 30 + 60 + 120 + 240 + 480 seconds of back-off, and a quarter of an hour.
      retryAgeAlarmSeconds: 930 + 900,
    });
  });

  it('a later layer wins: defaults, the pipeline’s, the command line’s', () => {
    const config = load(
      {
        millrace: {
          defaults: { batchSize: 10, batchWindowSeconds: 20, retentionHours: 30 },
          pipelines: { flights: { batchWindowSeconds: 21, retentionHours: 31 } },
        },
        retentionHours: '32',
      },
      ['flights', 'orders'],
    );
    const chosen = ['flights', 'orders'].map((name) => config.get(name));
    expect(chosen).toMatchObject([
      { batchSize: 10, batchWindowSeconds: 21, retentionHours: 32 },
      { batchSize: 10, batchWindowSeconds: 20, retentionHours: 32 },
    ]);
  });

  it('settings of pipelines that are not asked for are read all the same', () => {
    const context = { millrace: { pipelines: { orders: { batchSize: 7 } } } };
    expect(loadConfig(context, ['flights'], ['flights', 'orders']).get('orders')).toBeUndefined();
  });

  it.each([
    [{ shards: '2' }, { shards: 2 }],
    [{ shards: 'onDemand' }, { shards: 'onDemand' }],
    [{ resultsStream: 'off' }, { resultsStream: 'off' }],
    [{ resultsStream: 'onDemand' }, { resultsStream: 'onDemand' }],
    [{ resultsStream: '3' }, { resultsStream: 3 }],
    [{ removalPolicy: 'destroy' }, { removalPolicy: 'destroy' }],
    [{ pointInTimeRecovery: 'false' }, { pointInTimeRecovery: false }],
    [{ circuitBreakerShare: '0.75' }, { circuitBreakerShare: 0.75 }],
    [{ alarmEmail: 'team@example.com' }, { alarmEmail: 'team@example.com' }],
    [{ recordDistributionStrategy: 'USER_PARTITION_KEY' }, { recordDistributionStrategy: 'USER_PARTITION_KEY' }],
  ])('-c %o is read as text', (context, settings) => {
    expect(load(context).get('flights')).toMatchObject(settings);
  });

  it('the CDK’s own context is left alone', () => {
    expect(
      issuesOf({ ...cdkContext(), 'availability-zones:account=1:region=eu-west-1': [], 'cli-telemetry': false }),
    ).toEqual([]);
  });
});

describe('mistakes', () => {
  it('are listed all at once, each with what was given and what to do', () => {
    const issues = issuesOf({
      millrace: {
        default: {},
        defaults: { retentionHours: 12, batchSize: 0.5, colour: 'red', logRetentionDays: 8 },
        pipelines: { flights: { removalPolicy: 'keep', alarmEmail: 'team', runbookBaseUrl: 'ftp://x' }, fligths: {} },
      },
      shards: 'many',
      shard: '2',
    });
    expect(issues.map((issue) => issue.replace(/, the settings are .*/, ' …'))).toEqual([
      'millrace.default: unknown, use "defaults" or "pipelines"',
      'millrace.defaults.retentionHours: given 12, must be a whole number from 24 to 8760 (what Kinesis keeps, in hours)',
      'millrace.defaults.batchSize: given 0.5, must be a whole number from 1 to 10000 (records handed to one invocation)',
      expect.stringMatching(
        /^millrace\.defaults\.logRetentionDays: given 8, must be one of .* 1, 3, 5, 7, 14, 30, .* \(days\)$/,
      ),
      'millrace.defaults.colour: not a setting …',
      'millrace.pipelines.flights.removalPolicy: given "keep", must be "retain", or "destroy" for a deployment whose data may be lost',
      'millrace.pipelines.flights.alarmEmail: given "team", must be an e-mail address, such as team@example.com',
      'millrace.pipelines.flights.runbookBaseUrl: given "ftp://x", must be an https URL',
      'millrace.pipelines.fligths: there is no such pipeline, there are flights',
      '-c shards: given "many", must be "onDemand" or a number of shards from 1 to 10000 (which makes the stream provisioned)',
      '-c shard: not a setting …',
    ]);
  });

  it('an unknown setting names those there are', () => {
    expect(issuesOf({ colour: 'red' })[0]).toContain('shards, recordDistributionStrategy, retentionHours');
  });

  it.each([
    [{ shards: '0' }, 'given 0'],
    [{ shards: '10001' }, 'given 10001'],
    [{ retentionHours: '8761' }, 'given 8761'],
    [{ resultsStream: '0' }, 'given 0'],
    [{ resultsStream: 'on' }, 'given "on"'],
    [{ resultsRetentionHours: '23' }, 'given 23'],
    [{ batchWindowSeconds: '301' }, 'given 301'],
    [{ processorTimeoutSeconds: '901' }, 'given 901'],
    [{ processorMemoryMb: '64' }, 'given 64'],
    [{ maxRecordKiB: '1023' }, 'given 1023'],
    [{ maxRecordKiB: '10241' }, 'given 10241'],
    [{ redriverBatchSize: '11' }, 'given 11'],
    [{ redriverMaxConcurrency: '1' }, 'given 1'],
    [{ retryBackOffSeconds: '0' }, 'given 0'],
    [{ dlqRetentionDays: '15' }, 'given 15'],
    [{ acceptanceDays: '0' }, 'given 0'],
    [{ circuitBreakerShare: '0' }, 'given 0'],
    [{ circuitBreakerShare: '1.5' }, 'given 1.5'],
    [{ circuitBreakerEvents: '0.5' }, 'given 0.5'],
    [{ pointInTimeRecovery: 'yes' }, 'given "yes"'],
    [{ millrace: 'retain' }, 'millrace: given "retain"'],
    [{ millrace: { defaults: [] } }, 'millrace.defaults: given []'],
  ])('%o is one line', (context, text) => {
    const [issue, ...more] = issuesOf(context);
    expect(issue).toContain(`${text}, must be `);
    expect(more).toEqual([]);
  });

  it('AUTO distribution is refused, with the reason', () => {
    expect(issuesOf({ recordDistributionStrategy: 'AUTO' })).toEqual([
      '-c recordDistributionStrategy: given "AUTO", must be USER_PARTITION_KEY: AUTO ignores partition keys and keeps no order, ' +
        'which exact counting rests on; leave the setting out',
    ]);
  });

  it('a visibility below six timeouts is refused, wherever the two were set', () => {
    const millrace = {
      defaults: { taskVisibilitySeconds: 300 },
      pipelines: { flights: { materializerTimeoutSeconds: 60 } },
    };
    expect(issuesOf({ millrace, pokeVisibilitySeconds: '59' })).toEqual([
      'settings of pipeline "flights": taskVisibilitySeconds: given 300, must be at least 360 (6 times materializerTimeoutSeconds), or left out',
      'settings of pipeline "flights": pokeVisibilitySeconds: given 59, must be at least 60 (6 times keeperTimeoutSeconds), or left out',
    ]);
  });
});
