import { minutes } from '../../../src/engine/index.ts';
import type { RecordGiven } from '../../support/lambda-events.ts';
import { type SaleGiven, saleRecord } from '../../support/sales.ts';
import { type Code, makeRedriverTest, type RedriverTest } from './redriver-setup.ts';

/** Code that throws on the sales of one shop. */
export const OLD: Code = { rejects: ['oak'] };

/** Sales that say who they are, remembered for ten minutes. */
export function makeIdsTest(): RedriverTest {
  return makeRedriverTest({ dedupe: { horizonMs: minutes(10) } });
}

/** A sale that says who it is. */
export function sale(sequenceNumber: number, id: string, given: SaleGiven = {}): RecordGiven {
  return saleRecord(sequenceNumber, { ...given, id });
}

/** One that the old code rejects. */
export function oak(sequenceNumber: number, id: string, given: SaleGiven = {}): RecordGiven {
  return sale(sequenceNumber, id, { ...given, shop: 'oak' });
}

/** What a redriver asks for while it takes an id and decides, in order. */
export const STEPS = [
  'readProgress',
  'isLeft',
  'claimsThrough',
  'ownedClaims',
  'putOwnedClaim',
  'writeProgress',
  'decideRedrive',
];
