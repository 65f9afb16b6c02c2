import type { Fault } from '../../src/adapters/memory/operations.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { Faulty, Moment } from '../contracts/faults.ts';

/** A hook for a memory twin whose next operation can be made to fail, before or after it took effect. */
export function makeFault(): Faulty & { readonly fault: Fault } {
  let next: Moment | undefined;
  return {
    failNext(moment) {
      next = moment;
    },
    fault(operation, when) {
      if (when !== next) return;
      next = undefined;
      throw new RetryableError(`${operation} failed, outcome unknown`);
    },
  };
}
