import type { RecordReader } from '../../src/codecs/record-reader.ts';
import type { Decoded } from '../../src/engine/evaluate.ts';

/** Reads records of one event each, by a function of their data. */
export function plainReader(decode: (dataBase64: string) => Decoded): RecordReader {
  let open = '';
  return {
    open(dataBase64) {
      open = dataBase64;
      return { packed: undefined };
    },
    decode: () => decode(open),
    dataOf: () => ({ partitionKey: undefined, dataBase64: open }),
    learn() {},
  };
}
