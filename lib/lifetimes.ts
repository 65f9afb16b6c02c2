interface Lifetimes {
  readonly retryMaxReceives: number;
  readonly retryBackOffSeconds: number;
  readonly retryRetentionDays: number;
  readonly dlqRetentionDays: number;
  readonly archiveRetentionDays: number;
}

const SECONDS_PER_DAY = 86_400;

/** The redriver's longest wait: SQS hides a message for 12 h from when it was received at most, and an invocation takes some of it. */
const LONGEST_BACK_OFF_SECONDS = 39_600;

/** How long a rejected record that fails every time is hidden between its receives, before SQS moves it to the dead-letter queue. */
export function backOffSumSeconds({
  retryMaxReceives,
  retryBackOffSeconds,
}: Pick<Lifetimes, 'retryMaxReceives' | 'retryBackOffSeconds'>): number {
  const delays = Array.from({ length: retryMaxReceives }, (_, receive) =>
    Math.min(LONGEST_BACK_OFF_SECONDS, retryBackOffSeconds * 2 ** receive),
  );
  return delays.reduce((sum, delay) => sum + delay, 0);
}

/** Settings under which a record would be dropped before its time, one line each. */
export function checkLifetimes(settings: Lifetimes): string[] {
  const { retryMaxReceives, retryBackOffSeconds, retryRetentionDays, dlqRetentionDays, archiveRetentionDays } =
    settings;
  const issues: string[] = [];
  // SQS counts the age from when the message was first sent, also after it has moved it to the dead-letter queue.
  if (dlqRetentionDays < retryRetentionDays) {
    issues.push(
      `dlqRetentionDays: given ${dlqRetentionDays}, must be at least ${retryRetentionDays} (retryRetentionDays): a record keeps its age when SQS moves it, and would be dropped on arrival`,
    );
  }
  // Half of it is left for a redriver that is down or behind.
  const backOffs = backOffSumSeconds(settings);
  if (2 * backOffs > retryRetentionDays * SECONDS_PER_DAY) {
    issues.push(
      `retryBackOffSeconds: given ${retryBackOffSeconds}, doubled over ${retryMaxReceives} receives (retryMaxReceives) it adds up to ${backOffs} s, more than half of retryRetentionDays ${retryRetentionDays}: a record could be dropped before it reaches the dead-letter queue; shorten it, lower retryMaxReceives or raise retryRetentionDays`,
    );
  }
  // A redrive starts a message's life anew, but not that of what it refers to.
  if (archiveRetentionDays < 2 * dlqRetentionDays) {
    issues.push(
      `archiveRetentionDays: given ${archiveRetentionDays}, must be at least ${2 * dlqRetentionDays} (twice dlqRetentionDays): a letter that is redriven once lives that long, and what it refers to has to`,
    );
  }
  return issues;
}
