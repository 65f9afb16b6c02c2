import { ttlSecondsOf } from '../../codecs/items/claim-item.ts';
import {
  decodePartial,
  encodePartial,
  eventPartialKey,
  partialBytes,
  requireStorable,
} from '../../codecs/items/partial-item.ts';
import {
  DECISION,
  decodeRedrive,
  encodeLetter,
  encodeRedrive,
  letterKey,
  letterOf,
  redriveKey,
  redrivesKey,
  redriveText,
} from '../../codecs/items/redrive-item.ts';
import { InvariantError } from '../../engine/errors.ts';
import type { RedriveDecision } from '../../engine/redrive.ts';
import { RetryableError } from '../../ports/errors.ts';
import type { RedrivenEvent, RedriveStore } from '../../ports/redrive-store.ts';
import { type ConditionalWrite, type DynamoDbTable, getItem, putItem, queryPages } from './dynamodb-table.ts';

const IF_ABSENT = { text: 'attribute_not_exists(pk)' };

/** Decisions about redriven events, one item each, under their lane; what such an event brings lies among the partials. */
export function makeDynamoDbRedriveStore(table: DynamoDbTable): RedriveStore {
  return {
    async ownLetter(event, letterId, expiresAtMs) {
      const item = encodeLetter(event, letterId, ttlSecondsOf(expiresAtMs));
      const write = await putItem(table, letterKey(event), item, IF_ABSENT);
      // An owner that has expired between the refusal and the look owns nothing any more.
      return write.isWritten || !write.stored ? letterId : letterOf(write.stored);
    },

    async readRedrive(event) {
      const stored = await getItem(table, redriveKey(event));
      return stored && decodeRedrive(stored).decision;
    },

    async decideRedrive(event, decision) {
      const write = await putItem(table, redriveKey(event), encodeRedrive(event, decision), IF_ABSENT);
      return storedAfter(write, event, decision);
    },

    async amendRedrive(event, before, next) {
      const asBefore = { text: `${DECISION} = :before`, values: { ':before': { S: redriveText(before) } } };
      const write = await putItem(table, redriveKey(event), encodeRedrive(event, next), asBefore);
      return storedAfter(write, event, next);
    },

    async *redrivesOf(lane) {
      const ofLane = { text: 'pk = :pk', values: { ':pk': { S: redrivesKey(lane) } } };
      for await (const page of queryPages(table, ofLane)) yield* page.map(decodeRedrive);
    },

    async putEventPartial(ref, partial) {
      const key = eventPartialKey(ref);
      requireStorable(ref, partialBytes(key, partial));
      const write = await putItem(table, key, encodePartial(key, partial), IF_ABSENT);
      if (write.isWritten) return partial;
      // Nothing but the collection of an expired window takes it away.
      if (!write.stored)
        throw new RetryableError(`what the event at ${ref.event.position} brings has just been collected`);
      return decodePartial(write.stored);
    },
  };
}

/** What is stored after a conditional write of `written`. Decisions are never deleted. */
function storedAfter(write: ConditionalWrite, event: RedrivenEvent, written: RedriveDecision): RedriveDecision {
  if (write.isWritten) return written;
  if (!write.stored) throw new InvariantError(`no decision is stored about the redriven event at ${event.position}`);
  return decodeRedrive(write.stored).decision;
}
