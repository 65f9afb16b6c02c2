import type { StoredItem } from '../../src/codecs/items/attribute.ts';

/** What an item is, as its key (or what of it is known) tells: docs/architecture.md, "The tables". */
export type ItemKind =
  | 'partial'
  | 'event partial'
  | 'progress'
  | 'mark'
  | 'window'
  | 'control'
  | 'expiry'
  | 'watermark'
  | 'claims'
  | 'owned claims'
  | 'owned claim'
  | 'left lane'
  | 'redrive'
  | 'letter'
  | 'result';

const BY_PREFIX: Readonly<Record<string, ItemKind>> = {
  p: 'partial',
  progress: 'progress',
  m: 'mark',
  w: 'window',
  id: 'claims',
  own: 'owned claim',
  r: 'redrive',
  l: 'letter',
};

export function kindOfItem({ pk, sk }: StoredItem): ItemKind {
  const [key, place] = [pk?.S ?? '', sk?.S ?? ''];
  if (key === 'control') return kindOfControl(place);
  const kind = BY_PREFIX[key.slice(0, Math.max(0, key.indexOf('|')))];
  if (kind === 'partial' && place.includes('|!')) return 'event partial';
  // Behind the position that it follows, which may be none.
  if (kind === 'claims' && place.includes('shardId-')) return 'owned claims';
  if (kind === 'owned claim' && place === 'left') return 'left lane';
  return kind ?? 'result';
}

function kindOfControl(place: string): ItemKind {
  if (place.startsWith('expiry')) return 'expiry';
  return place === 'watermark' ? 'watermark' : 'control';
}
