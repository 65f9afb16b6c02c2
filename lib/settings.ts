import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { z } from 'zod';

/** Lambda asks for a visibility timeout of at least this many function timeouts on a queue that feeds a function (SQS mapping guide). */
const VISIBILITY_PER_TIMEOUT = 6;

const LOG_RETENTION_DAYS = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

function whole(min: number, max: number, why: string) {
  const error = `must be a whole number from ${min} to ${max} (${why})`;
  return z.number(error).int(error).min(min, error).max(max, error);
}

const SHARDS = 'must be "onDemand" or a number of shards from 1 to 10000 (which makes the stream provisioned)';

const memoryMb = whole(128, 10_240, 'what Lambda offers, in MB');
const timeoutSeconds = whole(1, 900, "Lambda's limit, in seconds");
const visibilitySeconds = whole(1, 43_200, "SQS's limit, in seconds");
const alarmCount = whole(1, 1_000_000, 'the count that raises the alarm');
const alarmSeconds = whole(1, 604_800, 'in seconds, up to 7 days');
const flag = z.boolean('must be true or false');

/**
 * Every setting of a deployed pipeline, with the values it accepts. Set in `cdk.json` under `millrace.defaults` or
 * `millrace.pipelines.<name>`, or for one command with `-c <setting>=<value>`.
 */
export const settingsSchema = z.strictObject({
  /** `onDemand`, or the number of shards of a provisioned stream. */
  shards: z.union([z.literal('onDemand'), z.int(SHARDS).min(1, SHARDS).max(10_000, SHARDS)], SHARDS),
  /**
   * AUTO spreads records without regard to their partition key and without order: dedupe rests on the order within a shard, and
   * partials stay few because one key lives in one shard.
   */
  recordDistributionStrategy: z.literal('USER_PARTITION_KEY', {
    error:
      'must be USER_PARTITION_KEY: AUTO ignores partition keys and keeps no order, which exact counting rests on; leave the setting out',
  }),
  /** How long the stream keeps records. The mapping never gives up, so this is the time there is to repair a blocked shard. */
  retentionHours: whole(24, 8_760, 'what Kinesis keeps, in hours'),
  batchSize: whole(1, 10_000, 'records handed to one invocation'),
  batchWindowSeconds: whole(0, 300, "Lambda's limit, in seconds"),
  processorMemoryMb: memoryMb,
  processorTimeoutSeconds: timeoutSeconds,
  keeperMemoryMb: memoryMb,
  keeperTimeoutSeconds: timeoutSeconds,
  materializerMemoryMb: memoryMb,
  materializerTimeoutSeconds: timeoutSeconds,
  /** Left out: six times the materializer's timeout. */
  taskVisibilitySeconds: visibilitySeconds.optional(),
  /** Left out: six times the keeper's timeout. */
  pokeVisibilitySeconds: visibilitySeconds.optional(),
  /** How often a rejected record is tried again before SQS moves it to the dead-letter queue. */
  retryMaxReceives: whole(1, 1_000, "SQS's maxReceiveCount"),
  logRetentionDays: z.literal(LOG_RETENTION_DAYS, {
    error: `must be one of the retentions CloudWatch Logs offers: ${LOG_RETENTION_DAYS.join(', ')} (days)`,
  }),
  /** `retain` keeps streams, tables and queues when the stack goes; `destroy` deletes them and switches deletion protection off. */
  removalPolicy: z.enum(['retain', 'destroy'], {
    error: 'must be "retain", or "destroy" for a deployment whose data may be lost',
  }),
  pointInTimeRecovery: flag,
  alarmEmail: z.email('must be an e-mail address, such as team@example.com').optional(),
  /** Where the repository is browsed, so that an alarm's description carries a link to its runbook. */
  runbookBaseUrl: z.url({ protocol: /^https$/, error: 'must be an https URL' }).optional(),
  iteratorAgeAlarmSeconds: alarmSeconds,
  functionErrorsAlarmCount: alarmCount,
  failedEventsAlarmCount: alarmCount,
  throttlesAlarmCount: alarmCount,
  taskAgeAlarmSeconds: alarmSeconds,
  retryDepthAlarmCount: alarmCount,
  retryAgeAlarmSeconds: alarmSeconds,
  /** The late queue keeps an event for 14 days; this is when somebody is told that one is about to go. */
  lateAgeAlarmDays: whole(1, 13, 'days, before the queue drops events at 14'),
  keeperSilentAlarmMinutes: whole(2, 60, 'minutes, of a schedule that fires every minute'),
});

type SettingsInput = z.infer<typeof settingsSchema>;

/** Settings of one pipeline, complete and checked. */
export type Settings = Omit<SettingsInput, 'taskVisibilitySeconds' | 'pokeVisibilitySeconds'> & {
  readonly taskVisibilitySeconds: number;
  readonly pokeVisibilitySeconds: number;
};

/** What holds where nothing is set. */
export const DEFAULT_SETTINGS: SettingsInput = {
  shards: 'onDemand',
  recordDistributionStrategy: 'USER_PARTITION_KEY',
  // Security Hub control Kinesis.3 asks for a week.
  retentionHours: 168,
  batchSize: 1_000,
  batchWindowSeconds: 1,
  // One full vCPU, which Lambda gives at 1,769 MB: folding a batch is bound by one thread.
  processorMemoryMb: 1_769,
  processorTimeoutSeconds: 60,
  keeperMemoryMb: 512,
  // It looks at a few hundred shards a second. Kept short, because a keeper that dies holds up pokes for six timeouts.
  keeperTimeoutSeconds: 10,
  materializerMemoryMb: 1_024,
  materializerTimeoutSeconds: 120,
  retryMaxReceives: 5,
  logRetentionDays: 30,
  removalPolicy: 'retain',
  pointInTimeRecovery: true,
  iteratorAgeAlarmSeconds: 300,
  functionErrorsAlarmCount: 1,
  failedEventsAlarmCount: 1,
  throttlesAlarmCount: 1,
  taskAgeAlarmSeconds: 900,
  retryDepthAlarmCount: 100,
  retryAgeAlarmSeconds: 900,
  lateAgeAlarmDays: 10,
  keeperSilentAlarmMinutes: 5,
};

/** Fills in the derived settings; `issues` lists settings that contradict each other. */
export function completeSettings(input: SettingsInput): { settings: Settings; issues: readonly string[] } {
  const issues: string[] = [];
  const visibility = (
    setting: keyof SettingsInput,
    given: number | undefined,
    timeout: keyof SettingsInput & `${string}TimeoutSeconds`,
  ) => {
    const least = VISIBILITY_PER_TIMEOUT * input[timeout];
    if (given !== undefined && given < least) {
      issues.push(
        `${setting}: given ${given}, must be at least ${least} (${VISIBILITY_PER_TIMEOUT} times ${timeout}), or left out`,
      );
    }
    return given ?? least;
  };
  const settings = {
    ...input,
    taskVisibilitySeconds: visibility(
      'taskVisibilitySeconds',
      input.taskVisibilitySeconds,
      'materializerTimeoutSeconds',
    ),
    pokeVisibilitySeconds: visibility('pokeVisibilitySeconds', input.pokeVisibilitySeconds, 'keeperTimeoutSeconds'),
  };
  return { settings, issues };
}
