/** By itself: programs take the time before they load what talks to AWS. */
export { systemClock } from '../adapters/aws/system-clock.ts';
