import { describe } from 'vitest';
import { makeMemoryStateStore } from '../../src/adapters/memory/memory-state-store.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import { controlStoreContract } from '../contracts/control-store-contract.ts';
import { markStoreContract } from '../contracts/mark-store-contract.ts';
import { partialStoreContract } from '../contracts/partial-store-contract.ts';
import { progressStoreContract } from '../contracts/progress-store-contract.ts';
import { expectRed } from '../support/expect-red.ts';
import { makeFault } from '../support/faulty-twin.ts';

function state(breakTwin: (twin: StateStore) => StateStore) {
  const { fault, failNext } = makeFault();
  return { store: breakTwin(makeMemoryStateStore({ fault })), failNext };
}

describe('progress contract', () =>
  expectRed(progressStoreContract, state, [
    [
      'compare-and-set dropped',
      'of concurrent writers exactly one wins each version',
      (twin) => ({
        writeProgress: async (lane, next) => {
          for (;;) {
            const write = await twin.writeProgress(lane, next, (await twin.readProgress(lane)).version);
            if (write.kind === 'written') return write;
          }
        },
      }),
    ],
    [
      'counts forgotten',
      'every shape of progress comes back as it went in',
      (twin) => ({
        readProgress: async (lane) => {
          const progress = await twin.readProgress(lane);
          return { ...progress, counts: { ...progress.counts, ignored: 0 } };
        },
      }),
    ],
    [
      'streams of one name confused',
      'a listing has every lane of the stream and none of another, also of one made anew under its name',
      (twin) => ({ listProgress: (stream) => twin.listProgress({ ...stream, streamCreatedMs: 1_700_000_000_124 }) }),
    ],
  ]));

describe('partial contract', () =>
  expectRed(partialStoreContract, state, [
    [
      'condition dropped',
      'a put on anything else changes nothing and returns what is stored',
      (twin) => ({
        putPartial: async (ref, next) => twin.putPartial(ref, next, (await twin.readPartial(ref))?.applied),
      }),
    ],
    [
      'a conflict without what is stored',
      'after a lost answer the same put finds its own state',
      (twin) => ({
        putPartial: async (ref, next, expected) => {
          const write = await twin.putPartial(ref, next, expected);
          return write.kind === 'conflict' ? { kind: 'conflict', stored: undefined } : write;
        },
      }),
    ],
    [
      'lanes share an item',
      'every part of a reference makes another item',
      (twin) => ({
        readPartial: (ref) => twin.readPartial({ ...ref, lane: { ...ref.lane, shardId: 'shardId-000000000003' } }),
        putPartial: (ref, next, expected) =>
          twin.putPartial({ ...ref, lane: { ...ref.lane, shardId: 'shardId-000000000003' } }, next, expected),
      }),
    ],
    [
      'big integers as floating-point numbers',
      'any text can be a key, and any slot comes back as it went in',
      (twin) => ({
        readPartial: async (ref) => {
          const partial = await twin.readPartial(ref);
          if (!partial) return undefined;
          const keys = [...partial.keys].map(([key, slots]) => {
            return [key, slots.map((slot) => (typeof slot === 'bigint' ? Number(slot) : slot))] as const;
          });
          return { ...partial, keys: new Map(keys) };
        },
      }),
    ],
    [
      'only the first page',
      'a window-partition gives its buckets in ascending order, each with all lanes, and nothing of another',
      (twin) => ({
        async *bucketsOf(window) {
          for await (const bucket of twin.bucketsOf(window)) {
            yield bucket;
            return;
          }
        },
      }),
    ],
  ]));

describe('mark contract', () =>
  expectRed(markStoreContract, state, [
    [
      'ensuring renews',
      'ensuring writes a mark where there is none, and keeps the nonce of one that is there',
      (twin) => ({ ensureMark: (mark) => twin.renewMark(mark) }),
    ],
    [
      'renewing only ensures',
      'renewing writes the mark whatever is there',
      (twin) => ({ renewMark: (mark) => twin.ensureMark(mark) }),
    ],
    [
      'cleared blindly',
      'clearing takes only the mark with this nonce',
      (twin) => ({
        clearMark: async ({ window, nonce }) =>
          twin.clearMark({ window, nonce: (await twin.readMark(window)) ?? nonce }),
      }),
    ],
    [
      'the last window end left out',
      'marks through an instant are those of windows ending at or before it, oldest first, and whole',
      (twin) => ({ marksThrough: (name, generation, throughMs) => twin.marksThrough(name, generation, throughMs - 1) }),
    ],
  ]));

describe('control contract', () =>
  expectRed(controlStoreContract, state, [
    [
      'ensuring returns what it was given',
      'ensuring creates the item and returns what is stored, which never changes hash or layout',
      (twin) => ({
        ensureControl: async (control) => {
          await twin.ensureControl(control);
          return control;
        },
      }),
    ],
    [
      'the watermark is written on any version',
      'of concurrent keepers exactly one wins',
      (twin) => ({
        writeWatermark: async (next) => {
          while ((await twin.writeWatermark(next, (await twin.readWatermark()).version)) === 'conflict');
          return 'written';
        },
      }),
    ],
    [
      'the keeper overwrites the drain floor',
      'writing the watermark leaves the drain floor as stored',
      (twin) => {
        let floorMs: number | null = null;
        return {
          raiseDrainFloor: async (toMs) => {
            floorMs = toMs;
          },
          writeWatermark: (next, version) => {
            floorMs = next.drainFloorMs;
            return twin.writeWatermark(next, version);
          },
          readWatermark: async () => {
            const { version, watermark } = await twin.readWatermark();
            return { version, watermark: { ...watermark, drainFloorMs: floorMs } };
          },
        };
      },
    ],
    [
      'firedThrough is set, not raised',
      'firedThrough only rises',
      (twin) => {
        let firedThroughMs: number | null = null;
        return {
          raiseFiredThrough: async (_aggregation, _generation, toMs) => {
            firedThroughMs = toMs;
          },
          readControls: async () => (await twin.readControls()).map((control) => ({ ...control, firedThroughMs })),
        };
      },
    ],
  ]));
