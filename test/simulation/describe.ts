import type { Operation } from '../support/intercept.ts';

/** An operation in a few words, for traces. */
export function describe({ name, args }: Operation): string {
  return [name, ...args.map(word)].join(' ');
}

function word(value: unknown): string {
  if (Array.isArray(value)) return value.length === 1 ? word(value[0]) : `[${value.length}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields: Readonly<Record<string, unknown>> = { ...value };
  if (fields.window !== undefined || fields.windowStartMs !== undefined) return windowWord(fields);
  if (fields.through !== undefined) return `through=${String(fields.through)}`;
  if (fields.applied !== undefined) return `applied=${String(fields.applied)}`;
  if (fields.lastPosition !== undefined)
    return `done=${String(fields.lastPosition)} decided=${String(fields.decidedThrough)}`;
  if (fields.watermarkMs !== undefined) return `watermark=${String(fields.watermarkMs)}`;
  if (fields.shardId !== undefined) return shardWord(String(fields.shardId));
  if (fields.position !== undefined) return `at=${String(fields.position)}`;
  if (fields.key !== undefined) return `${String(fields.key)} n=${String(fields.n)}`;
  return String(fields.id ?? fields.kind ?? fields.outcome ?? '');
}

function windowWord(fields: Readonly<Record<string, unknown>>): string {
  const { window, nonce, aggregation, windowStartMs, partition, bucket, lane, key } = fields;
  if (window !== undefined) return nonce === undefined ? word(window) : `${word(window)} ${String(nonce)}`;
  const place = [partition, bucket, key].filter((part) => part !== undefined).join('/');
  return `${String(aggregation)}@${String(windowStartMs)}/${place}${lane === undefined ? '' : ` ${word(lane)}`}`;
}

/** A shard's number without its zeros. */
export function shardWord(shardId: string): string {
  return `shard-${Number(shardId.slice('shardId-'.length))}`;
}
