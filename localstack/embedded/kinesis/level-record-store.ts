import { openLevel } from '../level.ts';

import { type RecordStore, type StoredRecord, shardOfKey } from './record-store.ts';

/** Sorts after every character of a key: keys are hex digits, decimal digits and slashes. */
const AFTER_ALL = '~';

/** Keeps records in LevelDB. An appended record survives the death of the process. */
export async function openLevelRecordStore(path: string): Promise<RecordStore> {
  const level = await openLevel<StoredRecord>(path);
  return {
    append: (stream, records) =>
      level.batch(records.map(({ key, value }) => ({ type: 'put', key: `${stream}/${key}`, value }))),
    async read(stream, fromKey, limit) {
      const range = { gte: `${stream}/${fromKey}`, lt: `${stream}/${shardOfKey(fromKey)}/${AFTER_ALL}`, limit };
      const entries = await level.iterator(range).all();
      return entries.map(([key, value]) => ({ key: key.slice(stream.length + 1), value }));
    },
    trim: (stream, beforeKey) =>
      level.clear({ gte: `${stream}/${shardOfKey(beforeKey)}/`, lt: `${stream}/${beforeKey}` }),
    deleteStream: (stream) => level.clear({ gte: `${stream}/`, lt: `${stream}/${AFTER_ALL}` }),
    close: () => level.close(),
  };
}
