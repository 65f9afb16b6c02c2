import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inflatePayload } from '../../src/codecs/glue-compression.ts';
import { GLUE_HEADER_BYTES } from '../../src/codecs/glue-header.ts';
import { glueVectors, negativeVectors } from '../codecs/vectors/glue-vectors.ts';
import { typeOf } from './cases/interop-case.ts';
import { foundHere } from './found.ts';
import { startGlueOfOneId } from './glue-of-one-id.ts';
import { connectJava } from './java.ts';
import { connectOurs } from './ours.ts';
import { type Peer, startPeer } from './peer.ts';
import { connectPython, withPythonsNumbers } from './python.ts';

const PIPELINE = 'vectors';
const java = foundHere('java');
const python = foundHere('python');

type Vector = (typeof glueVectors)[number];

/** Of Protobuf the event is the message that the vector holds. */
function eventTypeOf({ format, definition, messageName = 'p.Person' }: Vector) {
  return typeOf(messageName.slice(messageName.indexOf('.') + 1).toLowerCase(), format, definition);
}

/** Calls back with a registry that has the vector's schema under the vector's id, or will have it. */
async function withRegistry<T>(
  vector: Vector,
  isRegistered: boolean,
  use: (endpoint: string) => Promise<T>,
): Promise<T> {
  const glue = await startGlueOfOneId(vector.versionId);
  try {
    await connectOurs(glue.endpoint, PIPELINE).register(...(isRegistered ? [eventTypeOf(vector)] : []));
    return await use(glue.endpoint);
  } finally {
    await glue.stop();
  }
}

/** The record, its payload inflated: how a payload is deflated is up to the writer. */
function plain(record: Buffer, { compression }: Vector): readonly [Buffer, unknown] {
  const header = record.subarray(0, GLUE_HEADER_BYTES);
  const payload = record.subarray(GLUE_HEADER_BYTES);
  return [header, compression === 'none' ? payload : inflatePayload(payload, 0, payload.length)];
}

describe.skipIf('missing' in java)('vectors with AWS’s Java library', () => {
  let peer: Peer;
  beforeAll(() => {
    if ('command' in java) peer = startPeer(java.command);
  });
  afterAll(() => peer.stop());

  it.each(glueVectors)('$id is read', async (vector) => {
    const read = (endpoint: string) => connectJava(peer, endpoint).read(vector.record);
    expect(await withRegistry(vector, true, read)).toEqual(vector.value);
  });

  it.each(glueVectors)('$id is written', async (vector) => {
    const { value, compression } = vector;
    const record = await withRegistry(vector, false, (endpoint) =>
      connectJava(peer, endpoint, `millrace-${PIPELINE}`).write(eventTypeOf(vector), value, { compression }),
    );
    expect(plain(record, vector)).toEqual(plain(vector.record, vector));
  });

  it.each(negativeVectors)('$id is refused', async ({ id, record }) => {
    const words: Readonly<Record<string, RegExp>> = {
      'neg-short': /Data is not compatible with schema registry size: 2/,
      'neg-version': /Didn't find secondary deserializer/,
      'neg-compression': /Invalid schema registry compression byte in data/,
    };
    await expect(connectJava(peer, 'http://127.0.0.1:9').read(record)).rejects.toThrow(words[id]);
  });
});

describe.skipIf('missing' in python)('vectors with Python’s library', () => {
  const known = glueVectors.filter(({ format }) => format !== 'PROTOBUF');
  let peer: Peer;
  beforeAll(() => {
    if ('command' in python) peer = startPeer(python.command);
  });
  afterAll(() => peer.stop());

  it.each(known)('$id is read', async (vector) => {
    const read = (endpoint: string) => connectPython(peer, endpoint, `millrace-${PIPELINE}`).read(vector.record);
    expect(await withRegistry(vector, true, read)).toEqual(withPythonsNumbers(vector.value));
  });

  it.each(known.filter(({ compression }) => compression === 'none'))('$id is written', async (vector) => {
    const record = await withRegistry(vector, false, (endpoint) =>
      connectPython(peer, endpoint, `millrace-${PIPELINE}`).write(eventTypeOf(vector), vector.value),
    );
    expect(record).toEqual(vector.record);
  });
});
