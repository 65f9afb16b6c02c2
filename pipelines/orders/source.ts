import { sampleEvents } from './sample-events.ts';

export { otherTeamsSchemas } from './other-teams.ts';

/** `seed` chooses the sample; `days` changes nothing, a sample is two hours. */
export interface SourceOptions {
  readonly days?: number;
  readonly seed?: number;
}

/** A made-up sample of orders, in the order of sending. */
export async function* records({ seed = 1 }: SourceOptions = {}) {
  for (const { record } of sampleEvents(seed)) yield record;
}

/** How many records `records` gives. */
export async function count({ seed = 1 }: SourceOptions = {}): Promise<number> {
  return sampleEvents(seed).length;
}
