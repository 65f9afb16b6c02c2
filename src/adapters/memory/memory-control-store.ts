import { controlKey, encodeControl } from '../../codecs/items/control-item.ts';
import { decodeExpiryMemory, encodeExpiryMemory, expiryKey } from '../../codecs/items/expiry-item.ts';
import { itemBytes } from '../../codecs/items/item-size.ts';
import { encodeWatermark } from '../../codecs/items/watermark-item.ts';
import { InvariantError } from '../../engine/errors.ts';
import { type ExpiryMemory, NO_EXPIRY_MEMORY } from '../../engine/expiry.ts';
import type { EpochMs } from '../../engine/time.ts';
import { NO_WATERMARK } from '../../engine/watermark.ts';
import type { Control, ControlStore, VersionedWatermark } from '../../ports/control-store.ts';
import { MeteredTable, type WriteUnits } from './metered-table.ts';
import type { Operations } from './operations.ts';

const WATERMARK = 'watermark';
const NOTHING: VersionedWatermark = { version: 0, watermark: NO_WATERMARK };

export function makeMemoryControlStore({ run }: Operations, units: WriteUnits): ControlStore {
  const controls = new MeteredTable<Control>('control', units);
  const watermarks = new MeteredTable<VersionedWatermark>('control', units);
  const expiryMemories = new MeteredTable<ExpiryMemory>('control', units);
  const putControl = (control: Control) =>
    controls.put(controlKey(control.aggregation, control.generation).sk, control, itemBytes(encodeControl(control)));
  const putWatermark = (value: VersionedWatermark) =>
    watermarks.put(WATERMARK, value, itemBytes(encodeWatermark(value)));

  /** Raises a bound, unless it is as high already; the other one has to be as high before. */
  const raise = (
    { aggregation, generation }: Pick<Control, 'aggregation' | 'generation'>,
    name: 'expiredThroughMs' | 'collectedThroughMs',
    after: 'firedThroughMs' | 'expiredThroughMs',
    toMs: EpochMs,
  ): void => {
    const { sk } = controlKey(aggregation, generation);
    const stored = controls.get(sk);
    if (stored && (stored[name] === null || stored[name] < toMs) && stored[after] !== null && stored[after] >= toMs) {
      putControl({ ...stored, [name]: toMs });
      return;
    }
    controls.refuse(sk, 0);
    const reached = stored?.[after] ?? null;
    if (reached !== null && reached >= toMs) return;
    throw new InvariantError(
      `"${aggregation}" generation ${generation}: ${name} cannot be raised to ${toMs}, ${after} is ${reached}`,
    );
  };

  return {
    readControls: () =>
      run('readControls', () => {
        const found: Control[] = [];
        for (const key of [...controls.keys()].sort()) {
          const control = controls.get(key);
          if (control) found.push(structuredClone(control));
        }
        return found;
      }),

    ensureControl: (given) => {
      const control = structuredClone(given);
      return run('ensureControl', () => {
        const { sk } = controlKey(control.aggregation, control.generation);
        const stored = controls.get(sk);
        if (stored) controls.refuse(sk, itemBytes(encodeControl(control)));
        else putControl(control);
        return structuredClone(stored ?? control);
      });
    },

    raiseFiredThrough: (aggregation, generation, toMs) =>
      run('raiseFiredThrough', () => {
        const { sk } = controlKey(aggregation, generation);
        const stored = controls.get(sk);
        if (!stored) throw new InvariantError(`no control item of "${aggregation}" generation ${generation}`);
        if (stored.firedThroughMs === null || stored.firedThroughMs < toMs)
          putControl({ ...stored, firedThroughMs: toMs });
        else controls.refuse(sk, itemBytes(encodeControl(stored)));
      }),

    raiseExpiredThrough: (aggregation, generation, toMs) =>
      run('raiseExpiredThrough', () => raise({ aggregation, generation }, 'expiredThroughMs', 'firedThroughMs', toMs)),

    raiseCollectedThrough: (aggregation, generation, toMs) =>
      run('raiseCollectedThrough', () =>
        raise({ aggregation, generation }, 'collectedThroughMs', 'expiredThroughMs', toMs),
      ),

    readExpiryMemory: (aggregation, generation) =>
      run('readExpiryMemory', () =>
        structuredClone(expiryMemories.get(expiryKey(aggregation, generation).sk) ?? NO_EXPIRY_MEMORY),
      ),

    writeExpiryMemory: (aggregation, generation, memory) => {
      const key = expiryKey(aggregation, generation);
      const item = encodeExpiryMemory(key, memory);
      return run('writeExpiryMemory', () => expiryMemories.put(key.sk, decodeExpiryMemory(item), itemBytes(item)));
    },

    readWatermark: () => run('readWatermark', () => structuredClone(watermarks.get(WATERMARK) ?? NOTHING)),

    writeWatermark: (given, expectedVersion) => {
      const next = structuredClone(given);
      return run('writeWatermark', () => {
        const stored = watermarks.get(WATERMARK) ?? NOTHING;
        const value = {
          version: expectedVersion + 1,
          watermark: { ...next, drainFloorMs: stored.watermark.drainFloorMs },
        };
        if (stored.version !== expectedVersion) {
          watermarks.refuse(WATERMARK, itemBytes(encodeWatermark(value)));
          return 'conflict';
        }
        putWatermark(value);
        return 'written';
      });
    },

    raiseDrainFloor: (floorMs) =>
      run('raiseDrainFloor', () => {
        const stored = watermarks.get(WATERMARK) ?? NOTHING;
        const { drainFloorMs } = stored.watermark;
        if (drainFloorMs === null || drainFloorMs < floorMs) {
          putWatermark({ ...stored, watermark: { ...stored.watermark, drainFloorMs: floorMs } });
        } else watermarks.refuse(WATERMARK, 0);
      }),
  };
}
