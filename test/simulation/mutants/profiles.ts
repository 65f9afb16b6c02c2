import { FAULT_KINDS, type FaultKind } from '../faults.ts';
import type { Profile } from '../profile.ts';
import { DECEPTIONS } from '../watermark-check.ts';

/** A watermark that passes unread records is one that nobody made wrong on purpose. */
export const HONEST: Profile = { without: DECEPTIONS };

/** Others write while windows are being materialized. */
export const CROWDED: Profile = { bias: { isCrowded: true, slow: 'Query partial' } };

const STALE: FaultKind = 'read sees what was before';

/** What was before is seen soon after it has changed: nothing else goes wrong, so that everything else is fast. */
export const FAST_BUT_STALE: Profile = {
  bias: { isCrowded: true, isExpiring: false },
  rates: { [STALE]: 0.9 },
  without: FAULT_KINDS.filter((kind) => kind !== STALE),
};

/** Processes live on, so that what they remember gets old. */
export const LONG_LIVED: readonly FaultKind[] = [
  'instance recycled',
  'attempt given up but running on',
  'crash before a request',
  'crash after a request',
];

/** Redriven events that senders have sent again, and that are taken soon. */
export const REDRIVEN_IDS: Profile = { bias: { isRepeating: true, isAhead: true, isExpiring: false } };

/** Redriven events that are taken when copies of them have come to other shards. */
export const LEFT_LANES: Profile = {
  bias: { isRepeating: true, isResharded: true, isExpiring: false, givesUp: false, redrives: 'afterwards' },
};

/** Schema versions that can often not be had. */
export const UNREGISTERED: NonNullable<Profile['bias']> = {
  isRegistered: true,
  isExpiring: false,
  focuses: ['http GetSchemaVersion'],
};

export const EXPIRING: Profile = { bias: { isExpiring: true } };

/** What is decided is not done before its windows have expired. */
export const LEFT_UNDONE: Profile = {
  bias: { isExpiring: true, isPublishing: false, focuses: ['PutItem partial'] },
  rates: { 'shard halted for hours': 1, 'crash before a request': 0.08, 'time runs short': 0.5 },
};

/** Senders send ids again. */
export const REPEATING: Profile = { bias: { isRepeating: true, isExpiring: false } };
