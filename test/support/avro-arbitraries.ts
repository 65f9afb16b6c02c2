import type { Arbitrary } from 'fast-check';
import type { AvroRecord } from '../../src/schemas/avro/avro-type.ts';
import { parseAvro } from '../../src/schemas/avro/parse-avro.ts';
import { avroDefinition } from './avro-definition.ts';
import { drawChanged, drawCompatible } from './avro-evolution.ts';
import { drawRecord } from './avro-types.ts';
import { avroValues } from './avro-values.ts';
import { tapes } from './tape.ts';

/** Two versions of one schema, the earlier first. */
export interface AvroPair {
  readonly before: string;
  readonly after: string;
}

/** Definitions of records: nested, recursive, with unions of every kind and logical types. */
export const avroDefinitions: Arbitrary<string> = tapes.map((tape) => avroDefinition(drawRecord(tape)));

/** Pairs of which readers of the later version read all that was written under the earlier. */
export const avroCompatiblePairs: Arbitrary<AvroPair> = pairs(drawCompatible);

/** Pairs of which nothing is promised, but that they are alike. */
export const avroChangedPairs: Arbitrary<AvroPair> = pairs(drawChanged);

/** Events of a definition, as user code sees them. */
export function avroEvents(definition: string): Arbitrary<unknown> {
  return avroValues(parseAvro(definition));
}

function pairs(draw: typeof drawCompatible): Arbitrary<AvroPair> {
  return tapes.map((tape) => {
    const before: AvroRecord = drawRecord(tape);
    return { before: avroDefinition(before), after: avroDefinition(draw(before, tape)) };
  });
}
