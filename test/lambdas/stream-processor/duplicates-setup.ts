import { minutes } from '../../../src/engine/index.ts';
import type { RecordGiven } from '../../support/lambda-events.ts';
import { type SaleGiven, saleRecord } from '../../support/sales.ts';
import { makeProcessorTest, type ProcessorTest } from './processor-setup.ts';

/** A processor of sales that say who they are. */
export function makeDedupeTest(): ProcessorTest {
  return makeProcessorTest({ dedupe: { horizonMs: minutes(10) } });
}

/** A sale that says who it is. */
export function sale(sequenceNumber: number, id: string, given: SaleGiven = {}): RecordGiven {
  return saleRecord(sequenceNumber, { ...given, id });
}
