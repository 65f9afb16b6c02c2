import { compareKeys } from './key-order.ts';

/** Which keys of a bucket to list. */
export interface ListRequest {
  readonly prefix: string;
  /** Keys that agree up to the first one of these after the prefix are told as one common prefix. */
  readonly delimiter: string;
  /** Lists what comes after it. */
  readonly after: string;
  /** A common prefix that was the last of the page before: nothing more under it. */
  readonly afterPrefix?: string | undefined;
  readonly limit: number;
}

export interface ListPage {
  readonly keys: readonly string[];
  readonly commonPrefixes: readonly string[];
  /** Where the next page begins; undefined when nothing is left. */
  readonly next?: Pick<ListRequest, 'after' | 'afterPrefix'>;
}

/** One page of `sorted` keys: keys and common prefixes count alike (S3 API reference, ListObjectsV2). */
export function listPage(sorted: readonly string[], request: ListRequest): ListPage {
  const { prefix, delimiter, after, limit } = request;
  const keys: string[] = [];
  const commonPrefixes: string[] = [];
  let next: ListPage['next'] = { after };
  let underPrefix = request.afterPrefix;
  const start = firstIndex(sorted, (key) => compareKeys(key, after) > 0 && compareKeys(key, prefix) >= 0);
  for (let index = start; index < sorted.length; index += 1) {
    const key = sorted[index] ?? '';
    if (!key.startsWith(prefix)) break;
    if (underPrefix !== undefined && key.startsWith(underPrefix)) continue;
    if (keys.length + commonPrefixes.length === limit) return { keys, commonPrefixes, ...(limit > 0 ? { next } : {}) };
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (end < 0) {
      keys.push(key);
      next = { after: key };
    } else {
      underPrefix = key.slice(0, end + delimiter.length);
      commonPrefixes.push(underPrefix);
      next = { after: underPrefix, afterPrefix: underPrefix };
    }
  }
  return { keys, commonPrefixes };
}

/** The index of the first key that is far enough; every key after it is, too. */
function firstIndex(sorted: readonly string[], isFarEnough: (key: string) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isFarEnough(sorted[middle] ?? '')) high = middle;
    else low = middle + 1;
  }
  return low;
}
