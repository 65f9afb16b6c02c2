import type { Clock } from '../../src/ports/clock.ts';
import type { DeadLetters } from '../../src/ports/dead-letters.ts';
import type { SchemaRegistry } from '../../src/ports/schema-registry.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import type { StreamReader } from '../../src/ports/stream-reader.ts';
import type { TaskQueue } from '../../src/ports/task-queue.ts';

/** What every function talks to that counts events. */
export interface EventPorts {
  readonly state: StateStore;
  readonly stream: StreamReader;
  readonly tasks: TaskQueue;
  readonly deadLetters: DeadLetters;
  readonly registry: SchemaRegistry;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** A new one each time. */
  readonly nonce: () => string;
}
