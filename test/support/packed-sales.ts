import type { EventDecoder } from '../../src/codecs/event-decoder.ts';
import { packRecord } from '../../src/codecs/kpl/pack-record.ts';
import { makeRecordReader, type RecordReader } from '../../src/codecs/record-reader.ts';
import { seconds } from '../../src/engine/index.ts';
import type { Plan } from '../../src/engine/plan.ts';
import type { RegisteredVersion } from '../../src/ports/schema-registry.ts';
import type { RecordGiven } from './lambda-events.ts';
import { LANE, NOON_MS, type SaleGiven, saleOf } from './sales.ts';

/** One event of a packed record. */
export interface PackedSale extends Omit<SaleGiven, 'arrival' | 'shardId'> {
  /** Nobody can decode it. */
  readonly isBroken?: boolean;
  /** It is written under this schema version, which the decoder has to be told of. */
  readonly versionId?: string;
}

export interface PackedGiven {
  /** Arrival, seconds after noon. */
  readonly arrival?: number;
  readonly shardId?: string;
  /** Its checksum does not match. */
  readonly isCorrupt?: boolean;
}

/** A record that packs these sales, each under the partition key of its shop. */
export function packedRecord(
  sequenceNumber: number,
  sales: readonly PackedSale[],
  { arrival = 0, shardId = LANE.shardId, isCorrupt = false }: PackedGiven = {},
): RecordGiven {
  const events = sales.map((sale) => ({ partitionKey: sale.shop ?? 'ash', data: Buffer.from(packedText(sale)) }));
  const packed = Buffer.from(packRecord(events));
  const last = packed.length - 1;
  if (isCorrupt) packed.writeUInt8(packed.readUInt8(last) ^ 1, last);
  return {
    shardId,
    sequenceNumber: String(sequenceNumber),
    partitionKey: 'packed',
    arrivalMs: NOON_MS + seconds(arrival),
    dataBase64: packed.toString('base64'),
  };
}

/** An event as it is packed. */
export function packedText({ isBroken, versionId, ...sale }: PackedSale): string {
  return isBroken ? '{' : JSON.stringify({ ...saleOf(sale), versionId });
}

/** Reads records of sales, packed or not. */
export function saleReader(plan: Plan): RecordReader {
  return makeRecordReader(saleDecoder(plan));
}

function saleDecoder(plan: Plan): EventDecoder {
  const [route] = plan.routes.values();
  if (!route) throw new Error('the pipeline has an event type');
  const known = new Set<string>();
  return {
    decode(buffer, start, end) {
      try {
        // What tests wrote, read back.
        const event = JSON.parse(buffer.toString('utf8', start, end)) as { readonly versionId?: string };
        const { versionId } = event;
        if (versionId !== undefined && !known.has(versionId)) return { kind: 'unknownVersion', versionId };
        return { kind: 'event', route, event };
      } catch {
        return { kind: 'rejected', rejection: { reason: 'UNDECODABLE', message: 'no JSON' } };
      }
    },
    learn: ({ versionId }) => void known.add(versionId),
  };
}

/** A schema version as a registry holds it. */
export function versionNamed(versionId: string): RegisteredVersion {
  return {
    versionId,
    registryName: 'millrace-sales',
    schemaName: 'sale',
    versionNumber: 1,
    format: 'JSON',
    definition: '{}',
  };
}
