/** The rules of the protocol that can be switched off one by one. */
export const GUARDS = [
  'act before deciding',
  'decide anew on retry',
  'drop the condition',
  'compare-and-set dropped',
  'progress before partials',
  'no skip by progress',
  'no mark',
  'mark cleared blindly',
  'nonce read after the query',
  'inconsistent query',
  'no look',
  'inconsistent look',
  'look before write',
  'look only at buckets written',
  'announce after look',
  'last writer wins on results',
  'highest instead of lowest failed record',
  'continue after a failure',
  'swallow an error',
  'ack before the rejected record is queued',
  'un-awaited write',
  'blind rewrite after a timeout',
  'finite mapping retries with naive recovery',
  'redrive through the lane’s partial',
  'redrive without a stored decision',
] as const;

/** A rule, named by how it is broken. */
export type Guard = (typeof GUARDS)[number];
