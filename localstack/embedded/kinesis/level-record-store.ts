import { openLevel } from '../level.ts';

import { type KeyedRecord, type RecordStore, type StoredRecord, shardOfKey, sizeBytes } from './record-store.ts';

/** Sorts after every character of a key: keys are hex digits, decimal digits and slashes. */
const AFTER_ALL = '~';
/** What LevelDB hands over at a time, and one record more at most. */
const READ_AHEAD_BYTES = 1_048_576;

/** Keeps records in LevelDB. An appended record survives the death of the process. */
export async function openLevelRecordStore(path: string): Promise<RecordStore> {
  const level = await openLevel<StoredRecord>(path);
  return {
    append: (stream, records) =>
      level.batch(records.map(({ key, value }) => ({ type: 'put', key: `${stream}/${key}`, value }))),
    async read(stream, fromKey, limit, maxBytes) {
      const range = { gte: `${stream}/${fromKey}`, lt: `${stream}/${shardOfKey(fromKey)}/${AFTER_ALL}` };
      const records: KeyedRecord[] = [];
      let bytes = 0;
      for await (const [key, value] of level.iterator({ ...range, limit, highWaterMarkBytes: READ_AHEAD_BYTES })) {
        records.push({ key: key.slice(stream.length + 1), value });
        bytes += sizeBytes(value);
        if (bytes > maxBytes) break;
      }
      return records;
    },
    trim: (stream, beforeKey) =>
      level.clear({ gte: `${stream}/${shardOfKey(beforeKey)}/`, lt: `${stream}/${beforeKey}` }),
    deleteStream: (stream) => level.clear({ gte: `${stream}/`, lt: `${stream}/${AFTER_ALL}` }),
    close: () => level.close(),
  };
}
