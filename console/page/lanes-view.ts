import { whole } from '../../src/client/number-text.ts';
import { span } from '../../src/client/span.ts';
import type { LanesView, LaneView } from '../api/views.ts';
import { badge, byId, type Child } from './dom.ts';
import { instant } from './format.ts';
import { makeTable } from './table.ts';

/** Each shard: how it stands, how far it is in event time, and how long its oldest record waits. */
export function makeLanesView(): (lanes: LanesView) => void {
  const columns = [
    { name: 'Shard' },
    { name: 'State' },
    { name: 'Watermark' },
    { name: 'Lag', isNumber: true },
    { name: 'Last record', isNumber: true },
    { name: 'Read', isNumber: true },
  ];
  const table = makeTable('Lanes: one a shard', columns, 'No lanes yet');
  byId('lanes').append(table.element);
  return ({ atMs, lanes }) => table.set(lanes.map((lane) => laneRow(lane, atMs)));
}

function laneRow(
  { shardId, state, watermarkMs, unreadSinceMs, lastArrivalMs, read }: LaneView,
  nowMs: number,
): Child[] {
  return [
    shardId.replace(/^shardId-0+(?=\d)/, ''),
    badge(state),
    watermarkMs === null ? 'none yet' : instant(watermarkMs),
    unreadSinceMs === null ? 'none' : span(nowMs - unreadSinceMs),
    lastArrivalMs === null ? 'never' : `${span(nowMs - lastArrivalMs)} ago`,
    whole(read),
  ];
}
