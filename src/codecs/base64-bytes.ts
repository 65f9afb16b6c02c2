/** Many times what most records take; grows to the largest record met. */
const INITIAL_BYTES = 65_536;
const PADDING = 0x3d;

/** Reads base64, strict where Node is lenient: it skips what is not base64. */
export interface Base64Reader {
  /** What was read last, from its beginning, until the next is read. So what is made of the bytes must not refer to them. */
  readonly buffer: Buffer;
  /** @returns the number of bytes read, -1 for a text that is not base64 */
  read(base64: string): number;
}

/** Makes a reader whose one buffer serves all records, which costs less than one for each. */
export function makeBase64Reader(): Base64Reader {
  let scratch = Buffer.allocUnsafe(INITIAL_BYTES);
  return {
    get buffer() {
      return scratch;
    },
    read(base64) {
      const end = decodedLength(base64);
      if (end > scratch.length) scratch = Buffer.allocUnsafe(Math.ceil(end));
      return scratch.write(base64, 'base64') === end ? end : -1;
    },
  };
}

/** Bytes that base64 of this length stands for, where it is well formed; otherwise a number to which it does not decode. */
function decodedLength(base64: string): number {
  const { length } = base64;
  if (length === 0) return 0;
  let padding = 0;
  if (base64.charCodeAt(length - 1) === PADDING) padding = base64.charCodeAt(length - 2) === PADDING ? 2 : 1;
  return (length / 4) * 3 - padding;
}
