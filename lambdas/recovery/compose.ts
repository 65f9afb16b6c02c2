import type { DeadLetters } from '../../src/ports/dead-letters.ts';
import type { ProgressStore } from '../../src/ports/progress-store.ts';
import type { StreamReader } from '../../src/ports/stream-reader.ts';
import type { Log } from '../shared/log.ts';
import { once } from '../shared/once.ts';
import { makeNoteUndelivered } from './note-undelivered.ts';
import { makeRecoverBatch } from './recover-batch.ts';
import { makeRecovery } from './recovery.ts';

/** Everything outside the function that it talks to. It knows nothing of what the pipeline counts. */
export interface RecoveryPorts {
  readonly state: Pick<ProgressStore, 'readProgress' | 'writeProgress'>;
  readonly stream: Pick<StreamReader, 'identify' | 'recordsBetween'>;
  readonly deadLetters: Pick<DeadLetters, 'sendRejected'>;
  readonly log: Log;
}

/** One instance of recovery, put together over the given ports. */
export function composeRecovery({ state, stream, deadLetters, log }: RecoveryPorts) {
  return makeRecovery({
    identifyStream: once(() => stream.identify()),
    recoverBatch: makeRecoverBatch({ stream, deadLetters }),
    noteUndelivered: makeNoteUndelivered(state),
    log,
  });
}
