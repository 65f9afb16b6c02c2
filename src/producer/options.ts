import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { GlueCompression } from '../codecs/glue-header.ts';
import type { Pipeline } from '../engine/pipeline.ts';
import type { Clock } from '../ports/clock.ts';
import type { SchemaCatalog } from '../ports/schema-catalog.ts';
import { ProducerError } from './errors.ts';
import type { Ordering } from './outbox.ts';
import { MAX_RECORD_BYTES } from './outgoing-record.ts';

export interface ProducerOptions {
  /** Default `as-sent`. Whichever is chosen, results of a pipeline do not depend on it, but for events that come too late. */
  readonly ordering?: Ordering;
  /** Calls under way at once, where `ordering` allows several; default 8. */
  readonly maxCallsInFlight?: number;
  /**
   * `kpl` packs events of one partition key into one record, in the format of the Kinesis Producer Library; `none` (default) sends
   * one event a record, which readers of the stream that are not pipelines may need.
   */
  readonly packing?: 'none' | 'kpl';
  /** The largest record to pack, with its partition key; default 25 KiB, the unit that Kinesis charges by. At most 1 MiB. */
  readonly maxPackedBytes?: number;
  /** How long an event may wait for others of its partition key to be packed with; default 100. */
  readonly lingerMs?: number;
  /** Compresses payloads behind the registry's header. Small ones may grow. Default `none`. */
  readonly compression?: GlueCompression;
  /** No more events than this a second; default: as many as the stream takes. */
  readonly maxPerSecond?: number;
  /** `send` waits while this many events are pending; default 20,000. */
  readonly maxPendingEvents?: number;
  /** `send` waits while events of this many bytes are pending; default 32 MiB. Calls under way hold up to three copies of their part. */
  readonly maxPendingBytes?: number;
  /** Gives up once the stream has stored nothing for this long; default 60,000. */
  readonly giveUpAfterMs?: number;
}

export interface ProducerDeps extends ProducerOptions {
  /** Best made with `maxAttempts: 1`: what fails is the producer's to send again, at a pace that fits all its calls. */
  readonly client: Pick<KinesisClient, 'send'>;
  readonly streamName: string;
  /** Whose events are sent. */
  readonly pipeline: Pipeline;
  /** Where schema versions are looked up. Needed where the pipeline's records are `glue`. */
  readonly schemas?: SchemaCatalog;
  readonly clock: Clock;
  /** Uniform in [0, 1): spreads the retries of many senders. */
  readonly random: () => number;
}

export type Settings = Required<Omit<ProducerOptions, 'maxPerSecond'>> & Pick<ProducerOptions, 'maxPerSecond'>;

/** @throws ProducerError for an option out of its range */
export function settingsOf(options: ProducerOptions): Settings {
  const settings = {
    ordering: 'as-sent',
    maxCallsInFlight: 8,
    packing: 'none',
    maxPackedBytes: 25 * 1_024,
    lingerMs: 100,
    compression: 'none',
    maxPendingEvents: 20_000,
    maxPendingBytes: 32 * 1_048_576,
    giveUpAfterMs: 60_000,
    ...options,
  } as const;
  check('maxCallsInFlight', settings.maxCallsInFlight, 1);
  check('maxPackedBytes', settings.maxPackedBytes, 1, MAX_RECORD_BYTES);
  check('lingerMs', settings.lingerMs, 0);
  check('maxPendingEvents', settings.maxPendingEvents, 1);
  check('maxPendingBytes', settings.maxPendingBytes, 1);
  check('giveUpAfterMs', settings.giveUpAfterMs, 0);
  const { maxPerSecond } = options;
  if (maxPerSecond !== undefined && !(maxPerSecond > 0)) {
    throw new ProducerError(`maxPerSecond must be above 0, got ${maxPerSecond}`);
  }
  return settings;
}

function check(name: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  throw new ProducerError(`${name} must be a whole number ${range}, got ${value}`);
}
