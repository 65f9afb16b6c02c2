import { type KeyedRecord, type RecordStore, shardOfKey, sizeBytes } from './record-store.ts';

/** Keeps records in one sorted array a shard. */
export function makeMemoryRecordStore(): RecordStore {
  const streams = new Map<string, Map<string, KeyedRecord[]>>();

  const shardRecords = (stream: string, key: string): KeyedRecord[] => {
    const shards = getOrAdd(streams, stream, () => new Map<string, KeyedRecord[]>());
    return getOrAdd(shards, shardOfKey(key), () => []);
  };

  return {
    async append(stream, records) {
      for (const record of records) shardRecords(stream, record.key).push(record);
    },
    async read(stream, fromKey, limit, maxBytes) {
      const records = shardRecords(stream, fromKey);
      const start = firstAtOrAfter(records, fromKey);
      let end = start;
      for (let bytes = 0; end < records.length && end - start < limit && bytes <= maxBytes; end += 1) {
        const record = records[end];
        bytes += record ? sizeBytes(record.value) : 0;
      }
      return records.slice(start, end);
    },
    async trim(stream, beforeKey) {
      const records = shardRecords(stream, beforeKey);
      records.splice(0, firstAtOrAfter(records, beforeKey));
    },
    async deleteStream(stream) {
      streams.delete(stream);
    },
    async close() {},
  };
}

function firstAtOrAfter(records: readonly KeyedRecord[], key: string): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((records[middle]?.key ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const present = map.get(key);
  if (present !== undefined) return present;
  const added = make();
  map.set(key, added);
  return added;
}
