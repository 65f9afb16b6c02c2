import type { StoredAttribute, StoredItem } from '../../../../src/codecs/items/attribute.ts';
import { attributeOf } from './attribute-values.ts';
import { type NameOf, type Names, remembering } from './expression.ts';

/** The part of an item that a projection names. */
export type Projection = (item: StoredItem, names: Names) => StoredItem;

export const projectionExpression = remembering('ProjectionExpression', (reader): Projection => {
  const wanted: NameOf[] = [];
  do wanted.push(reader.attribute());
  while (reader.take(','));
  return (item, names) => {
    const part: Record<string, StoredAttribute> = {};
    for (const nameOf of wanted) {
      const name = nameOf(names);
      const value = attributeOf(item, name);
      if (value) part[name] = value;
    }
    return part;
  };
});
