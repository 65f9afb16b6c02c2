import type { Clock } from '../../lambda/clock.ts';
import type { Invoke } from '../../lambda/invocation.ts';
import type { BackOff } from '../back-off.ts';
import type { MappingObserver } from '../observe-mapping.ts';
import type { QueueClient } from './queue-client.ts';

/** An event source mapping from a queue to a function. */
export interface SqsMappingConfig {
  readonly id: string;
  readonly functionName: string;
  readonly queueArn: string;
  readonly region: string;
  readonly fifo: boolean;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly reportItemFailures: boolean;
  /** Invocations at once. */
  readonly maxConcurrency: number;
  /** The queue's, for which messages stay hidden while they are worked on. */
  readonly visibilityTimeoutSeconds: number;
  /** Whether metrics tell how its events fare. */
  readonly countEvents?: boolean | undefined;
}

export interface SqsMappingDeps {
  readonly queue: QueueClient;
  /** Resolves at once while the queue's service is up, else when it is again or the signal is aborted. */
  readonly queueUp: (signal: AbortSignal) => Promise<void>;
  readonly invoke: Invoke;
  readonly clock: Clock;
  readonly pace: SqsPace;
  readonly log: (line: string) => void;
  readonly observe: MappingObserver;
}

export interface SqsPace {
  /** Wait of an empty receive. */
  readonly longPollSeconds: number;
  /** Wait between receives while a batching window fills. */
  readonly pollMs: number;
  readonly backOff: BackOff;
  /**
   * Seconds for which a failed message stays hidden after its n-th receipt. Lambda leaves it hidden for the rest of the
   * visibility timeout, minutes as a rule; here it comes again sooner, and never later than that. A message whose visibility the
   * function has changed stays as the function left it.
   */
  readonly retrySeconds: (receiveCount: number) => number;
}
