import type { EvaluateBatch } from '../../../lambdas/stream-processor/evaluate-batch.ts';
import type { Batch } from '../../../lambdas/stream-processor/records.ts';
import { type EventPlaces, Positions } from '../../../src/engine/batch.ts';
import { BEFORE_FIRST, type Position, sequenceNumberOf, subSequenceOf } from '../../../src/engine/position.ts';
import { type Mutant, processorMutant } from './mutant.ts';

/** How places in a lane are told apart, each rule broken once. */
export const POSITION_MUTANTS: readonly Mutant[] = [
  positioned(
    {
      name: 'positions as JS numbers',
      rule: 'Sequence numbers have up to 129 digits, of which a number keeps 15.',
    },
    (sequenceNumbers, places) =>
      new ComparedPositions(
        sequenceNumbers,
        places,
        (a, b) => Number(sequenceNumberOf(a)) - Number(sequenceNumberOf(b)),
      ),
  ),
  positioned(
    { name: 'positions as unpadded strings', rule: 'Sequence numbers are compared as numbers: 1000 comes after 999.' },
    (sequenceNumbers, places) =>
      new ComparedPositions(sequenceNumbers, places, (a, b) => (sequenceNumberOf(a) < sequenceNumberOf(b) ? -1 : 1)),
  ),
  positioned(
    {
      name: 'KPL sub-sequence missing',
      rule: 'Each event of a packed record has a place of its own.',
      profile: { bias: { isPacking: true } },
    },
    (sequenceNumbers, { length, recordOf, subSequences }) =>
      new Positions(sequenceNumbers, { length, recordOf, subSequences: subSequences.map(() => -1) }),
  ),
];

type MakePositions = (sequenceNumbers: readonly string[], places: EventPlaces) => Positions;

function positioned(broken: Parameters<typeof processorMutant>[0], make: MakePositions): Mutant {
  return processorMutant(broken, (deps) => ({
    evaluateBatch: async (...given: Parameters<EvaluateBatch>): Promise<Batch> => {
      const batch = await deps.evaluateBatch(...given);
      const { records, events, evaluated } = batch;
      const sequenceNumbers = records.map(({ kinesis }) => kinesis.sequenceNumber);
      return { ...batch, evaluated: { ...evaluated, positions: make(sequenceNumbers, events) } };
    },
  }));
}

/** Positions whose records are compared another way. */
class ComparedPositions extends Positions {
  readonly #compare: (a: Position, b: Position) => number;

  constructor(sequenceNumbers: readonly string[], places: EventPlaces, compare: (a: Position, b: Position) => number) {
    super(sequenceNumbers, places);
    this.#compare = compare;
  }

  override firstAfter(position: Position, from = 0): number {
    return this.#first(from, (candidate) => this.#order(candidate, position) > 0);
  }

  override firstFrom(position: Position, from = 0): number {
    return this.#first(from, (candidate) => this.#order(candidate, position) >= 0);
  }

  #first(from: number, isFound: (candidate: Position) => boolean): number {
    let index = from;
    while (index < this.length && !isFound(this.at(index))) index += 1;
    return index;
  }

  #order(a: Position, b: Position): number {
    if (b === BEFORE_FIRST) return 1;
    const ofRecords = sequenceNumberOf(a) === sequenceNumberOf(b) ? 0 : this.#compare(a, b);
    return ofRecords === 0 ? (subSequenceOf(a) ?? 0) - (subSequenceOf(b) ?? 0) : ofRecords;
  }
}
