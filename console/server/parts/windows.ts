import type { PipelineClient, WindowStanding } from '../../../src/client/index.ts';
import type { WindowView } from '../../api/views.ts';
import type { Part } from '../part.ts';

const EVERY_MS = 2_000;
/** Of each aggregation: what is in them is counted, which reads their whole state. */
const MOST = 8;

/** The newest windows of each aggregation, and what they hold. */
export function windowsPart({
  windows,
  aggregations,
}: Pick<PipelineClient, 'windows' | 'aggregations'>): Part<'windows'> {
  return {
    everyMs: EVERY_MS,
    async read() {
      const found = [];
      // One after another: all at once would take the machine from the pipeline that is looked at.
      for (const aggregation of aggregations) {
        const standings = await windows(aggregation, { limit: MOST, counts: true });
        found.push({ aggregation, windows: standings.map(windowView) });
      }
      return found;
    },
  };
}

function windowView({ windowStartMs, windowEndMs, state, counts }: WindowStanding): WindowView {
  const { events, keys, rows, corrected } = counts ?? { events: 0, keys: 0, rows: 0, corrected: 0 };
  return { startMs: windowStartMs, endMs: windowEndMs, state, events, keys, rows, corrected };
}
