import type { GlobalWatermark } from '../../engine/watermark.ts';
import type { VersionedWatermark } from '../../ports/control-store.ts';
import { type Item, type ItemKey, keyAttributes, optionalIntegerOf, type StoredItem } from './attribute.ts';
import { CONTROL_PARTITION_KEY } from './control-item.ts';

/** The keeper's memory. */
export const WATERMARK_KEY: ItemKey = { pk: CONTROL_PARTITION_KEY, sk: 'watermark' };

/** Attribute names, which updates need one by one. */
export const WATERMARK_NAMES = {
  version: 'version',
  watermark: 'watermark',
  emptySince: 'emptySince',
  emptyWatermark: 'emptyWatermark',
  drainFloor: 'drainFloor',
} as const;

/** The whole item; what is `null` has no attribute. */
export function encodeWatermark({ version, watermark }: VersionedWatermark): Item {
  const item: Item = keyAttributes(WATERMARK_KEY);
  if (version > 0) item[WATERMARK_NAMES.version] = { N: String(version) };
  for (const [name, value] of watermarkValues(watermark)) if (value !== null) item[name] = { N: String(value) };
  if (watermark.drainFloorMs !== null) item[WATERMARK_NAMES.drainFloor] = { N: String(watermark.drainFloorMs) };
  return item;
}

/** Attributes that the keeper writes: all but the version and the operator's drain floor. */
export function watermarkValues(
  watermark: GlobalWatermark,
): readonly (readonly [name: string, value: number | null])[] {
  return [
    [WATERMARK_NAMES.watermark, watermark.watermarkMs],
    [WATERMARK_NAMES.emptySince, watermark.emptySince?.atMs ?? null],
    [WATERMARK_NAMES.emptyWatermark, watermark.emptySince?.watermarkMs ?? null],
  ];
}

export function decodeWatermark(item: StoredItem): VersionedWatermark {
  const atMs = optionalIntegerOf(item, WATERMARK_NAMES.emptySince);
  const watermarkMs = optionalIntegerOf(item, WATERMARK_NAMES.emptyWatermark);
  return {
    version: optionalIntegerOf(item, WATERMARK_NAMES.version) ?? 0,
    watermark: {
      watermarkMs: optionalIntegerOf(item, WATERMARK_NAMES.watermark) ?? null,
      emptySince: atMs === undefined || watermarkMs === undefined ? null : { atMs, watermarkMs },
      drainFloorMs: optionalIntegerOf(item, WATERMARK_NAMES.drainFloor) ?? null,
    },
  };
}
