/** Cyclic redundancy checks by table, bits reflected, all ones before and after: as S3 takes them of objects. */

const CRC32_POLYNOMIAL = 0xedb88320;
const CRC32C_POLYNOMIAL = 0x82f63b78;
/** CRC-64/NVME (NVM Express command set specification), in two halves: JavaScript counts bits in 32. */
const CRC64_HIGH = 0x9a6c9329;
const CRC64_LOW = 0xac4bc9b5;

export const crc32 = makeCrc32(CRC32_POLYNOMIAL);
export const crc32c = makeCrc32(CRC32C_POLYNOMIAL);

function makeCrc32(polynomial: number): (data: Uint8Array) => Buffer {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit += 1) remainder = (remainder >>> 1) ^ (remainder & 1 ? polynomial : 0);
    return remainder;
  });
  return (data) => {
    let crc = ~0;
    for (const byte of data) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
    const result = Buffer.alloc(4);
    result.writeUInt32BE(~crc >>> 0);
    return result;
  };
}

const high64 = new Uint32Array(256);
const low64 = new Uint32Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    const odd = low & 1;
    low = ((low >>> 1) | (high << 31)) ^ (odd ? CRC64_LOW : 0);
    high = (high >>> 1) ^ (odd ? CRC64_HIGH : 0);
  }
  high64[byte] = high;
  low64[byte] = low;
}

export function crc64nvme(data: Uint8Array): Buffer {
  let high = ~0;
  let low = ~0;
  for (const byte of data) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (low64[index] ?? 0);
    high = (high >>> 8) ^ (high64[index] ?? 0);
  }
  const result = Buffer.alloc(8);
  result.writeUInt32BE(~high >>> 0, 0);
  result.writeUInt32BE(~low >>> 0, 4);
  return result;
}
