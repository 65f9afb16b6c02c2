/**
 * The format in which the Kinesis Producer Library packs several events into one record ("KPL Aggregated Record Format", in its public
 * repository): a magic number, a protobuf message, and the MD5 of that message.
 *
 * ```
 * message AggregatedRecord {                      message Record {
 *   repeated string partition_key_table     = 1;    required uint64 partition_key_index     = 1;
 *   repeated string explicit_hash_key_table = 2;    optional uint64 explicit_hash_key_index = 2;
 *   repeated Record records                 = 3;    required bytes  data                    = 3;
 * }                                                 repeated Tag    tags                    = 4;
 *                                                 }
 * ```
 */
export const MAGIC = Uint8Array.of(0xf3, 0x89, 0x9a, 0xc2);
export const DIGEST_BYTES = 16;

/** Tags of the fields: number and wire type in one byte (Protocol Buffers, "Encoding"). */
export const KEY_TABLE_TAG = 0x0a;
export const HASH_KEY_TABLE_TAG = 0x12;
export const RECORDS_TAG = 0x1a;
export const KEY_INDEX_TAG = 0x08;
export const HASH_KEY_INDEX_TAG = 0x10;
export const DATA_TAG = 0x1a;
/** Tags below it belong to a field above, rightly or with a wrong wire type. */
export const FIRST_OTHER_TAG = 0x20;
