import { expect, it } from 'vitest';
import { makeSignedFetch } from '../../../../src/adapters/aws/signed-fetch.ts';
import { SIGNING } from './signing.ts';

/** For how many promises a request waits until it is sent. */
async function promisesUntilSent(): Promise<number> {
  let isSent = false;
  const signedFetch = makeSignedFetch({
    config: SIGNING,
    service: 'glue',
    timeoutMs: 1_000,
    async fetch() {
      isSent = true;
      return new Response();
    },
  });
  const answer = signedFetch({ method: 'POST', url: new URL('https://glue.sim/'), body: '{}' });
  let promises = 0;
  for (; !isSent; promises += 1) await null;
  await answer;
  return promises;
}

it('signs the first request of a process as it does those after it, so that runs do not depend on those before them', async () => {
  const first = await promisesUntilSent();
  expect([await promisesUntilSent(), await promisesUntilSent()]).toEqual([first, first]);
});
