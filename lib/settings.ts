import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { z } from 'zod';

const LOG_RETENTION_DAYS = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

function whole(min: number, max: number, why: string) {
  const error = `must be a whole number from ${min} to ${max} (${why})`;
  return z.number(error).int(error).min(min, error).max(max, error);
}

const SHARDS = 'must be "onDemand" or a number of shards from 1 to 10000 (which makes the stream provisioned)';

const RESULTS_STREAM =
  'must be "off", "onDemand" or a number of shards from 1 to 10000 (which makes the results stream provisioned)';

const memoryMb = whole(128, 10_240, 'what Lambda offers, in MB');
const timeoutSeconds = whole(1, 900, "Lambda's limit, in seconds");
const visibilitySeconds = whole(1, 43_200, "SQS's limit, in seconds");
const alarmCount = whole(1, 1_000_000, 'the count that raises the alarm');
const alarmSeconds = whole(1, 604_800, 'in seconds, up to 7 days');
const keeperMinutes = whole(2, 60, 'minutes, of a schedule that fires every minute');
const queueDays = whole(1, 14, 'what SQS keeps a message for, in days');
const flag = z.boolean('must be true or false');

const SHARE = 'must be a share from 0.01 to 1 (of the events of a batch)';
const SHARE_READ = 'must be a share from 0.0001 to 1 (of the events read)';

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
  /** Lambda delivers up to 6 MB; larger ones, from about 4.5 MB before base64, come by `recovery`. */
  maxRecordKiB: whole(1_024, 10_240, 'the largest record that the stream takes, in KiB'),
  batchSize: whole(1, 10_000, 'records handed to one invocation'),
  batchWindowSeconds: whole(0, 300, "Lambda's limit, in seconds"),
  processorMemoryMb: memoryMb,
  processorTimeoutSeconds: timeoutSeconds,
  keeperMemoryMb: memoryMb,
  keeperTimeoutSeconds: timeoutSeconds,
  materializerMemoryMb: memoryMb,
  materializerTimeoutSeconds: timeoutSeconds,
  redriverMemoryMb: memoryMb,
  redriverTimeoutSeconds: timeoutSeconds,
  /** Rejected records handed to one invocation: one that kills the process takes the others of its batch with it. */
  redriverBatchSize: whole(1, 10, 'rejected records handed to one invocation'),
  redriverMaxConcurrency: whole(2, 1_000, "what Lambda takes as a queue mapping's maximum concurrency"),
  recoveryMemoryMb: memoryMb,
  recoveryTimeoutSeconds: timeoutSeconds,
  /** Left out: six times the materializer's timeout. */
  taskVisibilitySeconds: visibilitySeconds.optional(),
  /** Left out: six times the keeper's timeout. */
  pokeVisibilitySeconds: visibilitySeconds.optional(),
  /** How often a rejected record is tried again before SQS moves it to the dead-letter queue. */
  retryMaxReceives: whole(1, 1_000, "SQS's maxReceiveCount"),
  /** How long a rejected record waits before it is tried again; twice as long each further time, up to 11 h. */
  retryBackOffSeconds: whole(1, 39_600, 'in seconds, up to 11 h'),
  retryRetentionDays: queueDays,
  /** A message that SQS moves to a dead-letter queue keeps its age, so this must not be shorter than `retryRetentionDays`. */
  dlqRetentionDays: queueDays,
  /** How long the archive bucket keeps records that a message cannot hold; each redrive gives their letter a new `dlqRetentionDays`. */
  archiveRetentionDays: whole(2, 3_650, 'days'),
  /** How long a window takes corrections after allowed lateness is over; then its state goes. */
  acceptanceDays: whole(1, 365, 'days'),
  /** A stream that every result goes to as well, at least once: none, `onDemand`, or the number of shards of a provisioned one. */
  resultsStream: z.union(
    [z.literal('off'), z.literal('onDemand'), z.int(RESULTS_STREAM).min(1, RESULTS_STREAM).max(10_000, RESULTS_STREAM)],
    RESULTS_STREAM,
  ),
  resultsRetentionHours: whole(24, 8_760, 'what Kinesis keeps, in hours'),
  /** Where user code throws on this share of events, and on at least `circuitBreakerEvents`, the code is at fault: nothing is rejected. */
  circuitBreakerShare: z.number(SHARE).min(0.01, SHARE).max(1, SHARE),
  circuitBreakerEvents: whole(1, 1_000_000, 'events'),
  logRetentionDays: z.literal(LOG_RETENTION_DAYS, {
    error: `must be one of the retentions CloudWatch Logs offers: ${LOG_RETENTION_DAYS.join(', ')} (days)`,
  }),
  /** False: the functions measure nothing, and there is no alarm on what they would measure. */
  metrics: flag,
  /** X-Ray takes a trace of the first invocation of each second and of 5 % of the others, at a price for each. */
  tracing: flag,
  /** `retain` keeps stream, tables, queues and bucket when the stack goes; `destroy` deletes them and switches deletion protection off. */
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
  /** Left out: the sum of back-offs and a quarter of an hour. */
  retryAgeAlarmSeconds: alarmSeconds.optional(),
  undeliverableAgeAlarmSeconds: alarmSeconds,
  /** The late queue keeps an event for 14 days; this is when somebody is told that one is about to go. */
  lateAgeAlarmDays: whole(1, 13, 'days, before the queue drops events at 14'),
  keeperSilentAlarmMinutes: keeperMinutes,
  /** Batches that came again, crashed or failed in part, within a quarter of an hour. */
  batchRetriesAlarmCount: alarmCount,
  /** How long a shard may hold records that nobody reads. */
  laneStalledAlarmMinutes: keeperMinutes,
  /** Beyond what the definition's `outOfOrdernessMs` and `idleAfterMs` make the watermark wait. */
  watermarkLagAlarmSeconds: alarmSeconds,
  /** From when a task was sent to when its results were written. */
  materializationLagAlarmSeconds: alarmSeconds,
  /** Rejected events in five minutes: at least this share of those read, and at least `rejectedRateAlarmEvents`. */
  rejectedRateAlarmShare: z.number(SHARE_READ).min(0.0001, SHARE_READ).max(1, SHARE_READ),
  rejectedRateAlarmEvents: alarmCount,
});

export type SettingsInput = z.infer<typeof settingsSchema>;

interface DerivedSettings {
  readonly taskVisibilitySeconds: number;
  readonly pokeVisibilitySeconds: number;
  readonly retryAgeAlarmSeconds: number;
  /** Six times the redriver's timeout: what hides a message whose redriver died. One that it reports it hides itself, for longer. */
  readonly retryVisibilitySeconds: number;
  /** Six times the timeout of recovery. */
  readonly undeliverableVisibilitySeconds: number;
}

/** Settings of one pipeline, complete and checked. */
export type Settings = Omit<SettingsInput, keyof DerivedSettings> & DerivedSettings;

/** What holds where nothing is set. */
export const DEFAULT_SETTINGS: SettingsInput = {
  shards: 'onDemand',
  recordDistributionStrategy: 'USER_PARTITION_KEY',
  // Security Hub control Kinesis.3 asks for a week.
  retentionHours: 168,
  // What Kinesis takes unless told otherwise.
  maxRecordKiB: 1_024,
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
  // A record of 10 MiB is held as base64, as bytes and as events, and one compressed inflates to as much again.
  redriverMemoryMb: 1_024,
  redriverTimeoutSeconds: 60,
  redriverBatchSize: 1,
  redriverMaxConcurrency: 10,
  // It reads up to 10 MB at a time, as base64 and as bytes.
  recoveryMemoryMb: 512,
  recoveryTimeoutSeconds: 120,
  // Lambda asks for at least five where a queue feeds a function (SQS mapping guide).
  retryMaxReceives: 5,
  // 30 s, 1, 2, 4 and 8 minutes: passing trouble heals within a quarter of an hour without a person.
  retryBackOffSeconds: 30,
  retryRetentionDays: 4,
  // As long as SQS can.
  dlqRetentionDays: 14,
  // Six redrives, each at the last moment.
  archiveRetentionDays: 90,
  // A record that waited out its time in the dead-letter queue still finds its window's state.
  acceptanceDays: 14,
  // A shard has its price by the hour, and the table has the results for whoever only reads them.
  resultsStream: 'off',
  // What Kinesis keeps without a charge for more.
  resultsRetentionHours: 24,
  circuitBreakerShare: 0.5,
  circuitBreakerEvents: 20,
  logRetentionDays: 30,
  metrics: true,
  tracing: false,
  removalPolicy: 'retain',
  pointInTimeRecovery: true,
  iteratorAgeAlarmSeconds: 300,
  functionErrorsAlarmCount: 1,
  failedEventsAlarmCount: 1,
  throttlesAlarmCount: 1,
  taskAgeAlarmSeconds: 900,
  retryDepthAlarmCount: 100,
  undeliverableAgeAlarmSeconds: 900,
  lateAgeAlarmDays: 10,
  keeperSilentAlarmMinutes: 5,
  batchRetriesAlarmCount: 10,
  laneStalledAlarmMinutes: 5,
  watermarkLagAlarmSeconds: 900,
  // Above the default visibility timeout: after one crash the old message comes late, though a copy was served meanwhile.
  materializationLagAlarmSeconds: 900,
  rejectedRateAlarmShare: 0.01,
  rejectedRateAlarmEvents: 10,
};
