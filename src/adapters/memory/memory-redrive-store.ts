import { ttlSecondsOf } from '../../codecs/items/claim-item.ts';
import { itemBytes } from '../../codecs/items/item-size.ts';
import { eventPartialKey, partialBytes, requireStorable } from '../../codecs/items/partial-item.ts';
import {
  decodeRedrive,
  encodeLetter,
  encodeRedrive,
  letterKey,
  redrivesKey,
  redriveText,
} from '../../codecs/items/redrive-item.ts';
import { InvariantError } from '../../engine/errors.ts';
import type { RedriveDecision } from '../../engine/redrive.ts';
import type { Lane } from '../../ports/lane.ts';
import type { RedrivenEvent, RedriveStore } from '../../ports/redrive-store.ts';
import { copyPartial, type MemoryPartials } from './memory-partial-store.ts';
import { MeteredTable, type WriteUnits } from './metered-table.ts';
import type { Operations } from './operations.ts';

export function makeMemoryRedriveStore({ run }: Operations, units: WriteUnits, partials: MemoryPartials): RedriveStore {
  /** Ids of letters, by their key. */
  const letters = new MeteredTable<string>('redrive', units);
  /** By lane, then by position. */
  const lanes = new Map<string, MeteredTable<RedriveDecision>>();

  const tableOf = (lane: Lane): MeteredTable<RedriveDecision> => {
    const table = lanes.get(redrivesKey(lane)) ?? new MeteredTable<RedriveDecision>('redrive', units);
    lanes.set(redrivesKey(lane), table);
    return table;
  };

  /** Stores `decision` where `isFree` says so of what is stored. */
  const put = (
    { lane, position }: RedrivenEvent,
    decision: RedriveDecision,
    isFree: (stored: RedriveDecision | undefined) => boolean,
  ): RedriveDecision => {
    const table = tableOf(lane);
    const item = encodeRedrive({ lane, position }, decision);
    const stored = table.get(position);
    if (isFree(stored)) {
      // Through its item: what that leaves out is lost here too.
      table.put(position, decodeRedrive(item).decision, itemBytes(item));
      return structuredClone(decision);
    }
    table.refuse(position, itemBytes(item));
    if (!stored) throw new InvariantError(`no decision is stored about the redriven event at ${position}`);
    return structuredClone(stored);
  };

  return {
    ownLetter: (event, letterId, expiresAtMs) => {
      const item = encodeLetter(event, letterId, ttlSecondsOf(expiresAtMs));
      const { pk, sk } = letterKey(event);
      return run('ownLetter', () => {
        const key = `${pk} ${sk}`;
        const owner = letters.get(key);
        if (owner === undefined) letters.put(key, letterId, itemBytes(item));
        else letters.refuse(key, itemBytes(item));
        return owner ?? letterId;
      });
    },

    readRedrive: ({ lane, position }) => run('readRedrive', () => structuredClone(tableOf(lane).get(position))),

    decideRedrive: (event, given) => {
      const decision = structuredClone(given);
      return run('decideRedrive', () => put(event, decision, (stored) => stored === undefined));
    },

    amendRedrive: (event, before, given) => {
      const next = structuredClone(given);
      const expected = redriveText(before);
      return run('amendRedrive', () =>
        put(event, next, (stored) => stored !== undefined && redriveText(stored) === expected),
      );
    },

    async *redrivesOf(lane) {
      const table = tableOf(lane);
      for (const position of await run('redrivesOf', () => [...table.keys()].sort())) {
        const decision = table.get(position);
        if (decision) yield { position, decision: structuredClone(decision) };
      }
    },

    async putEventPartial(ref, given) {
      const key = eventPartialKey(ref);
      const partial = copyPartial(given);
      const bytes = partialBytes(key, partial);
      requireStorable(ref, bytes);
      return run('putEventPartial', () => {
        const table = partials.tableOf(key.pk);
        const held = table.get(key.sk)?.partial;
        if (!held) table.put(key.sk, { bucket: ref.bucket, partial }, bytes);
        else table.refuse(key.sk, bytes);
        return copyPartial(held ?? partial);
      });
    },
  };
}
