import { createHash } from 'node:crypto';

/** A packed record of these message bytes, hexadecimal with any spaces, with its right checksum. */
export function packedOf(message: string): Buffer {
  const body = Buffer.from(message.replace(/\s/g, ''), 'hex');
  return Buffer.concat([Buffer.from('f3899ac2', 'hex'), body, createHash('md5').update(body).digest()]);
}

/** Written by hand along the published format: two keys, three events, the second with an explicit hash key and a tag. */
export const byHand = packedOf(`
  0a 03 41 64 61
  0a 02 c3 bc
  12 03 31 32 33
  1a 07  08 00  1a 03 6f 6e 65
  1a 10  08 01  10 00  1a 03 74 77 6f  22 05 0a 03 6b 65 79
  1a 04  08 00  1a 00
`);

/**
 * What `aws_kinesis_agg` 1.2.3 (AWS's Python library for packed records) made of three events: `flight-7` with `{"n":1}`, `vlüg` with
 * bytes 00 ff and the explicit hash key 123, `flight-7` without data.
 */
export const byAwsLibrary = Buffer.from(
  'f3899ac20a08666c696768742d370a05766cc3bc6712033132331a0b08001a077b226e223a317d1a08080110001a0200ff1a0408001a00' +
    'a5b8b5897e7472f848c121f74f010c12',
  'hex',
);
