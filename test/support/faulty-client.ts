import type { Faulty, Moment } from '../contracts/faults.ts';
import { intercept } from './intercept.ts';

/** A client whose next request can be made to time out: before it is sent, or after it took effect. */
export function makeFaultyClient<C extends object>(client: C): Faulty & { readonly client: C } {
  let next: 'before' | 'after' | undefined;
  const faulty = intercept(client, async (_operation, perform) => {
    const moment = next;
    next = undefined;
    if (moment === 'before') throw timeout();
    const answer = await perform();
    if (moment === 'after') throw timeout();
    return answer;
  });
  return {
    client: faulty,
    failNext(moment) {
      next = moment;
    },
  };
}

/** A `fetch` whose next requests, as many as a caller tries, can be made to time out. */
export function makeFaultyFetch(attempts: number): Faulty & { readonly fetch: typeof fetch } {
  let faults: { readonly moment: Moment; left: number } | undefined;
  return {
    async fetch(input, init) {
      const moment = faults && faults.left > 0 ? faults.moment : undefined;
      if (faults) faults.left -= 1;
      if (moment === 'before') throw timeout();
      const answer = await fetch(input, init);
      if (moment === 'after') throw timeout();
      return answer;
    },
    failNext(moment) {
      faults = { moment, left: attempts };
    },
  };
}

/** What the SDK throws for a request without an answer. */
export function timeout(): Error {
  return Object.assign(new Error('the request took too long'), { name: 'TimeoutError' });
}
