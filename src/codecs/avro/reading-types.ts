import avsc, { type Resolver, type Type } from 'avsc';
import type { AvroType } from '../../schemas/avro/avro-type.ts';
import { type AvroLeaf, isWrapped, meaningOf } from '../../schemas/avro/value-kind.ts';
import { avscTypeOf } from './avsc-type.ts';
import { bareType } from './bare-type.ts';
import { type Conversion, fromBare, toBare } from './leaf-values.ts';
import { chosenFrom, promotion } from './promotion.ts';

const asIs: Conversion = (value) => value;

/** A leaf whose values user code sees as something else than the bare one. */
class MeaningType extends avsc.types.LogicalType {
  readonly #leaf: AvroLeaf;
  readonly #fromBare: Conversion;

  constructor(leaf: AvroLeaf, place: string) {
    super(bareType(leaf));
    this.#leaf = leaf;
    this.#fromBare = fromBare(leaf, place) ?? asIs;
  }

  protected override _fromValue(bare: unknown): unknown {
    return this.#fromBare(bare);
  }

  /** For defaults, which the library keeps as user code sees them. */
  protected override _toValue(value: unknown): unknown {
    return toBare(this.#leaf, value);
  }
}

/**
 * A leaf that reads what was written as another. The library's own promotions go wrong where they are not exact: they turn the sign of
 * long numbers beyond 2^53 that are read as double, and of a union's types they take the first that fits, if bytes as text.
 */
class PromotingType extends MeaningType {
  readonly #promotionFrom: (type: Type) => Conversion | undefined;

  constructor(leaf: AvroLeaf, place: string, promotionFrom: (type: Type) => Conversion | undefined) {
    super(leaf, place);
    this.#promotionFrom = promotionFrom;
  }

  protected override _resolve(type: Type): Conversion | undefined {
    return this.#promotionFrom(type);
  }
}

/** The type by which events are read that were written under the same version. */
export function sameVersionType(type: AvroType): Type {
  return avscTypeOf(type, {
    isWrapped,
    leaf(leaf, place) {
      const meaning = meaningOf(leaf);
      return meaning === undefined || meaning === 'millis' ? bareType(leaf) : new MeaningType(leaf, place);
    },
  });
}

/** A type with the resolver by which it reads what was written under another version. */
export interface ResolvedType {
  readonly type: Type;
  readonly resolver: Resolver;
}

/**
 * The type by which events are read that were written as `writer`. Named types are matched by full name; where that does not go, by
 * the name without its namespace, as Avro 1.11's own compatibility check does.
 *
 * @throws Error where `reader` cannot read all that `writer` writes
 */
export function resolvedType(writer: AvroType, reader: AvroType): ResolvedType {
  try {
    return resolve(writer, reader, false);
  } catch {
    return resolve(writer, reader, true);
  }
}

function resolve(writer: AvroType, reader: AvroType, ignoreNamespaces: boolean): ResolvedType {
  const written = new WeakMap<Type, AvroLeaf>();
  const writerType = avscTypeOf(writer, {
    // Of what was written the branches alone matter.
    isWrapped: () => true,
    leaf(leaf) {
      const type = bareType(leaf);
      written.set(type, leaf);
      return type;
    },
  });
  const type = avscTypeOf(reader, {
    isWrapped,
    leaf(leaf, place, union) {
      const bare = bareType(leaf);
      // Nothing is promoted to null, and avsc builds a union's default of null by the plain type alone.
      if (leaf.kind === 'primitive' && leaf.type === 'null') return bare;
      const siblings = union?.branches.filter((branch) => branch.kind === 'primitive');
      return new PromotingType(leaf, place, (from) => {
        const writtenLeaf = written.get(from);
        if (!writtenLeaf) return undefined;
        if (leaf.kind === 'fixed') bare.createResolver(from, { ignoreNamespaces });
        else if (siblings && chosenFrom(siblings, writtenLeaf) !== leaf) return undefined;
        return promotion(writtenLeaf, leaf, place);
      });
    },
  });
  return { type, resolver: type.createResolver(writerType, { ignoreNamespaces }) };
}
