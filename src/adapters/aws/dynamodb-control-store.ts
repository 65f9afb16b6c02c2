import { type Attribute, optionalIntegerOf } from '../../codecs/items/attribute.ts';
import {
  COLLECTED_THROUGH,
  CONTROL_PARTITION_KEY,
  CONTROL_PREFIX,
  controlKey,
  decodeControl,
  EXPIRED_THROUGH,
  encodeControl,
  FIRED_THROUGH,
} from '../../codecs/items/control-item.ts';
import { decodeExpiryMemory, encodeExpiryMemory, expiryKey } from '../../codecs/items/expiry-item.ts';
import { decodeWatermark, WATERMARK_KEY, WATERMARK_NAMES, watermarkValues } from '../../codecs/items/watermark-item.ts';
import { InvariantError } from '../../engine/errors.ts';
import { NO_EXPIRY_MEMORY } from '../../engine/expiry.ts';
import { type GlobalWatermark, NO_WATERMARK } from '../../engine/watermark.ts';
import type { Control, ControlStore } from '../../ports/control-store.ts';
import {
  beginningWith,
  type DynamoDbTable,
  type Expression,
  getItem,
  putItem,
  putItemAnyway,
  queryPages,
  updateItem,
} from './dynamodb-table.ts';

/** Control items and the keeper's memory, all under one partition key. */
export function makeDynamoDbControlStore(table: DynamoDbTable): ControlStore {
  return {
    async readControls() {
      const controls: Control[] = [];
      for await (const page of queryPages(table, beginningWith(CONTROL_PARTITION_KEY, CONTROL_PREFIX))) {
        controls.push(...page.map(decodeControl));
      }
      return controls;
    },

    async ensureControl(control) {
      const key = controlKey(control.aggregation, control.generation);
      const write = await putItem(table, key, encodeControl(control), { text: 'attribute_not_exists(pk)' });
      return !write.isWritten && write.stored ? decodeControl(write.stored) : control;
    },

    async raiseFiredThrough(aggregation, generation, toMs) {
      const key = controlKey(aggregation, generation);
      const write = await updateItem(table, key, setTo(FIRED_THROUGH, toMs), `attribute_exists(pk) AND (${IS_BELOW})`);
      if (write.isWritten || write.stored) return;
      throw new InvariantError(`no control item of "${aggregation}" generation ${generation}`);
    },

    raiseExpiredThrough: (aggregation, generation, toMs) =>
      raiseAfter(table, { aggregation, generation, name: EXPIRED_THROUGH, after: FIRED_THROUGH, toMs }),

    raiseCollectedThrough: (aggregation, generation, toMs) =>
      raiseAfter(table, { aggregation, generation, name: COLLECTED_THROUGH, after: EXPIRED_THROUGH, toMs }),

    async readExpiryMemory(aggregation, generation) {
      const stored = await getItem(table, expiryKey(aggregation, generation));
      return stored ? decodeExpiryMemory(stored) : NO_EXPIRY_MEMORY;
    },

    writeExpiryMemory: (aggregation, generation, memory) =>
      putItemAnyway(table, encodeExpiryMemory(expiryKey(aggregation, generation), memory)),

    async readWatermark() {
      const stored = await getItem(table, WATERMARK_KEY);
      return stored ? decodeWatermark(stored) : { version: 0, watermark: NO_WATERMARK };
    },

    async writeWatermark(next, expectedVersion) {
      const update = watermarkUpdate(next, expectedVersion);
      const condition = expectedVersion === 0 ? 'attribute_not_exists(#version)' : '#version = :expected';
      const write = await updateItem(table, WATERMARK_KEY, update, condition);
      return write.isWritten ? 'written' : 'conflict';
    },

    async raiseDrainFloor(floorMs) {
      await updateItem(table, WATERMARK_KEY, setTo(WATERMARK_NAMES.drainFloor, floorMs), IS_BELOW);
    },
  };
}

interface Raise {
  readonly aggregation: string;
  readonly generation: number;
  /** The bound that is raised, and the one that it may not pass. */
  readonly name: string;
  readonly after: string;
  readonly toMs: number;
}

/** Raises one bound, unless it is as high already; the other one has to be as high before. */
async function raiseAfter(table: DynamoDbTable, { aggregation, generation, name, after, toMs }: Raise): Promise<void> {
  const raise = setTo(name, toMs);
  const update = { ...raise, names: { ...raise.names, '#after': after } };
  const write = await updateItem(table, controlKey(aggregation, generation), update, `#after >= :to AND (${IS_BELOW})`);
  if (write.isWritten) return;
  const reached = write.stored && optionalIntegerOf(write.stored, after);
  if (reached !== undefined && reached >= toMs) return;
  throw new InvariantError(
    `"${aggregation}" generation ${generation}: ${name} cannot be raised to ${toMs}, ${after} is ${reached ?? 'not set'}`,
  );
}

/** Refused where the stored value is as high already, which is as good. */
const IS_BELOW = 'attribute_not_exists(#name) OR #name < :to';

function setTo(name: string, to: number): Expression {
  return { text: 'SET #name = :to', names: { '#name': name }, values: { ':to': { N: String(to) } } };
}

/** Attribute by attribute: the drain floor in the same item is an operator's, who may write it at the same time. */
function watermarkUpdate(next: GlobalWatermark, expectedVersion: number): Expression {
  const names: Record<string, string> = { '#version': WATERMARK_NAMES.version };
  const values: Record<string, Attribute> = { ':version': { N: String(expectedVersion + 1) } };
  if (expectedVersion > 0) values[':expected'] = { N: String(expectedVersion) };
  const set = ['#version = :version'];
  const remove: string[] = [];
  for (const [name, value] of watermarkValues(next)) {
    names[`#${name}`] = name;
    if (value === null) remove.push(`#${name}`);
    else {
      set.push(`#${name} = :${name}`);
      values[`:${name}`] = { N: String(value) };
    }
  }
  const removal = remove.length === 0 ? '' : ` REMOVE ${remove.join(', ')}`;
  return { text: `SET ${set.join(', ')}${removal}`, names, values };
}
