import { readFileSync } from 'node:fs';
import type { GlueCompression } from '../../../src/codecs/glue-header.ts';
import type { SchemaFormat } from '../../../src/schemas/schema-kinds.ts';

/** A record written by hand, byte by byte, after the registry's wire format. */
interface GlueVector {
  readonly id: string;
  readonly format: SchemaFormat;
  readonly compression: GlueCompression;
  readonly versionId: string;
  /** The schema's text. */
  readonly definition: string;
  /** Full name of the message; PROTOBUF only. */
  readonly messageName?: string;
  /** The event as user code sees it. */
  readonly value: Readonly<Record<string, unknown>>;
  readonly record: Buffer;
}

/** A record that no reader may take. */
interface NegativeVector {
  readonly id: string;
  readonly why: string;
  readonly record: Buffer;
}

interface VectorFile {
  readonly vectors: readonly (Omit<GlueVector, 'record'> & { readonly hex: string })[];
  readonly negative: readonly (Omit<NegativeVector, 'record'> & { readonly hex: string })[];
}

const path = new URL('./glue-vectors.json', import.meta.url);
const file: VectorFile = JSON.parse(readFileSync(path, 'utf8'), revive);

export const glueVectors: readonly GlueVector[] = file.vectors.map(withRecord);
export const negativeVectors: readonly NegativeVector[] = file.negative.map(withRecord);

/** The vectors of one format. */
export function vectorsOf(format: SchemaFormat): readonly GlueVector[] {
  return glueVectors.filter((vector) => vector.format === format);
}

function withRecord<V extends { readonly hex: string }>({ hex, ...vector }: V): Omit<V, 'hex'> & { record: Buffer } {
  return { ...vector, record: Buffer.from(hex, 'hex') };
}

/** JSON has neither 64-bit whole numbers nor bytes: `{"$bigint": "-1"}`, `{"$hex": "00ff"}`. */
function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$bigint' in value && typeof value.$bigint === 'string') return BigInt(value.$bigint);
  if ('$hex' in value && typeof value.$hex === 'string') return Buffer.from(value.$hex, 'hex');
  return value;
}
