import type { UndeliveredBatch } from '../../src/codecs/undelivered-batch.ts';
import { encodePosition } from '../../src/engine/position.ts';
import { withUndelivered } from '../../src/engine/undelivered.ts';
import type { Lane } from '../../src/ports/lane.ts';
import type { ProgressStore } from '../../src/ports/progress-store.ts';

/** Tells whoever looks at the lane's shard that nobody is going to read these records: they are on the retry queue. */
export type NoteUndelivered = (
  lane: Lane,
  batch: Pick<UndeliveredBatch, 'startSequenceNumber' | 'endSequenceNumber'>,
) => Promise<void>;

/**
 * Makes what notes a batch in its lane's progress. It moves no position and decides nothing: where such a record is a shard's last, the
 * watermark would wait for it until the stream drops it.
 */
export function makeNoteUndelivered(store: Pick<ProgressStore, 'readProgress' | 'writeProgress'>): NoteUndelivered {
  return async (lane, { startSequenceNumber, endSequenceNumber }) => {
    const batch = { from: encodePosition(startSequenceNumber), through: encodePosition(endSequenceNumber) };
    let stored = await store.readProgress(lane);
    for (;;) {
      const next = withUndelivered(stored, batch);
      if (!next) return;
      const write = await store.writeProgress(lane, next, stored.version);
      if (write.kind === 'written') return;
      stored = write.stored;
    }
  };
}
