import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Makes a function that collects all garbage at once, which Node hides without a flag. */
export function makeCollectGarbage(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}
