import { rejects } from 'node:assert/strict';
import { RetryableError } from '../../src/ports/errors.ts';

/** When an operation goes wrong: its request never arrives, or its answer is lost although it took effect. */
export type Moment = 'before' | 'after';

/** An adapter whose next operation can be made to go wrong. */
export interface Faulty {
  failNext(moment: Moment): void;
}

/** Runs an operation that is made to go wrong, and sees that it says so as a port does. */
export async function failing(fixture: Faulty, moment: Moment, operation: () => Promise<unknown>): Promise<void> {
  fixture.failNext(moment);
  await rejects(operation(), RetryableError);
}
