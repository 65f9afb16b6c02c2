import type { Pipeline } from '../src/engine/pipeline.ts';
import type { Settings } from './settings.ts';
import { UserError } from './user-error.ts';

const MS_PER_HOUR = 3_600_000;

/**
 * A closed shard leaves the list of shards with its records, and with it what shards descend from: ids could then not be followed over
 * two reshards.
 *
 * @throws UserError where senders' ids are to be remembered for longer than the stream keeps records
 */
export function checkRetention({ name, dedupe }: Pipeline, { retentionHours }: Pick<Settings, 'retentionHours'>): void {
  if (!dedupe || dedupe.horizonMs <= retentionHours * MS_PER_HOUR) return;
  throw new UserError([
    `pipeline "${name}": dedupe.horizonMs ${dedupe.horizonMs} is longer than the stream keeps records (retentionHours ${retentionHours}): shorten the horizon, or raise retentionHours`,
  ]);
}
