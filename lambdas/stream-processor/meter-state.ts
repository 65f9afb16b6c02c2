import { encodeClaims, ttlSecondsOf } from '../../src/codecs/items/claim-item.ts';
import { itemBytes, writeUnits } from '../../src/codecs/items/item-size.ts';
import { partialBytes, partialKey } from '../../src/codecs/items/partial-item.ts';
import { encodeProgress } from '../../src/codecs/items/progress-item.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import type { BatchMeter } from './batch-meter.ts';

/**
 * The state table, with what the processor does there measured: what its writes cost by DynamoDB's rules, refused ones too; conflicts; answers
 * that ask for less traffic, whatever was asked; and reads of partials, which the cache did not hold.
 *
 * By the sizes that are known here: a write whose outcome nobody knows is not counted.
 */
export function meterState(state: StateStore, meter: Pick<BatchMeter, 'add'>): StateStore {
  const metered = async <T>(answer: Promise<T>, unitsOf?: (answer: T) => number): Promise<T> => {
    try {
      const value = await answer;
      if (unitsOf) meter.add('WriteUnits', unitsOf(value));
      return value;
    } catch (error) {
      if (error instanceof RetryableError && error.throttled) meter.add('Throttles');
      throw error;
    }
  };
  /** Marks, control items and the like are far smaller than a unit. */
  const one = (): number => 1;

  return {
    ...state,
    readProgress: (lane) => metered(state.readProgress(lane)),
    readControls: () => metered(state.readControls()),
    ensureControl: (control) => metered(state.ensureControl(control), one),
    ensureMark: (mark) => metered(state.ensureMark(mark), one),
    renewMark: (mark) => metered(state.renewMark(mark), one),
    leaveLane: (lane) => metered(state.leaveLane(lane), one),

    writeProgress: (lane, next, expectedVersion) =>
      metered(state.writeProgress(lane, next, expectedVersion), (write) => {
        if (write.kind === 'conflict') meter.add('WriteConflicts');
        // Its size hardly changes: exceptions are kept so few that it stays within a unit, but for very many aggregations.
        return writeUnits(0, itemBytes(encodeProgress(lane, next)));
      }),

    readPartial(ref) {
      meter.add('CacheMisses');
      return metered(state.readPartial(ref));
    },

    putPartial: (ref, next, expectedApplied) =>
      metered(state.putPartial(ref, next, expectedApplied), (write) => {
        // It only grows: what was there before is no larger.
        if (write.kind === 'written') return writeUnits(0, write.bytes);
        meter.add('WriteConflicts');
        const key = partialKey(ref);
        return writeUnits(write.stored ? partialBytes(key, write.stored) : 0, partialBytes(key, next));
      }),

    putClaims: (lane, segment, expiresAtMs) =>
      metered(state.putClaims(lane, segment, expiresAtMs), () =>
        encodeClaims(lane, segment, ttlSecondsOf(expiresAtMs)).reduce(
          (sum, { item }) => sum + writeUnits(0, itemBytes(item)),
          0,
        ),
      ),
  };
}
