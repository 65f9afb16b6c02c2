import { rejected } from '../../src/codecs/event-decoder.ts';
import type { RecordReader } from '../../src/codecs/record-reader.ts';
import type { Decoded } from '../../src/engine/evaluate.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { SchemaRegistry } from '../../src/ports/schema-registry.ts';
import type { Log } from './log.ts';

/** Decodes the event at a place of the open record once its schema version is known; undefined: that cannot be learned now. */
export type LookUpSchema = (place: number, versionId: string) => Promise<Decoded | undefined>;

/**
 * Schema versions that one invocation asks the registry for. Enough for any stretch of honest records; and where somebody sends made-up
 * versions the lane still goes on by this many records an attempt, without flooding the registry.
 */
const MAX_LOOK_UPS = 100;

/** Makes the look-ups of one invocation. */
export function makeSchemaLookUps(reader: Pick<RecordReader, 'decode' | 'learn'>, registry: SchemaRegistry, log: Log) {
  return (): LookUpSchema => {
    let lookUps = 0;
    return async (place, versionId) => {
      if (lookUps === MAX_LOOK_UPS) return undefined;
      lookUps += 1;
      try {
        const version = await registry.versionById(versionId);
        if (version) {
          reader.learn(version);
          const decoded = reader.decode(place);
          if (decoded.kind !== 'unknownVersion') return decoded;
        }
      } catch (error) {
        if (!(error instanceof RetryableError)) throw error;
        log.warn('the schema registry cannot answer; the rest of the batch comes again', { reason: error.message });
        return undefined;
      }
      return rejected({
        reason: 'UNKNOWN_SCHEMA',
        message: `the record names schema version ${versionId}, of which the registry has none that is available`,
      });
    };
  };
}
