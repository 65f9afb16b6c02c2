import { eventNames, windowNames } from './emit.ts';
import type { Lanes } from './lanes.ts';
import type { Scope } from './scope.ts';
import {
  at,
  EVENT_PARTIALS,
  FIRED_THROUGH,
  ITERATOR,
  LANES,
  LATE_QUEUE,
  LETTER,
  PARTIAL,
  partialAt,
  RESULT,
  type State,
  WINDOWS,
} from './state.ts';
import { sizeOf, timesIn } from './tally.ts';

/** What must hold at all times. @returns what does not, or undefined */
export function checkStep(before: State, after: State, scope: Scope): string | undefined {
  for (let window = 0; window < WINDOWS; window += 1) {
    const held = at(before, RESULT + window);
    const result = at(after, RESULT + window);
    if (sizeOf(result) < sizeOf(held)) return `the result of ${windowNames[window]} shrinks`;
    for (let event = 0; event < scope.events.length; event += 1) {
      const name = `${eventNames[event]} in ${windowNames[window]}`;
      const times = timesCounted(after, event, window);
      if (times > 1 || timesIn(result, event) > 1) return `${name} is counted twice`;
      const isLate = (at(after, LATE_QUEUE + event) & (1 << window)) !== 0;
      if (isLate && times > 0) return `${name} is both counted and too late`;
      if (scope.isStrict && timesIn(result, event) < timesIn(held, event)) return `${name} leaves the result again`;
    }
  }
  return undefined;
}

/** What must hold where nothing more can happen. @returns what does not, or undefined */
export function checkEnd(state: State, scope: Scope, lanes: Lanes): string | undefined {
  for (let lane = 0; lane < LANES; lane += 1) {
    if (at(state, ITERATOR + lane) < lanes.lengthOf(lane)) return 'deadlock: a lane is not read to its end';
  }
  if (at(state, FIRED_THROUGH) < WINDOWS) return 'deadlock: a window is not announced';
  for (const [event, { windows, redriver }] of scope.events.entries()) {
    const isRejected = at(state, LETTER + event) === 1;
    if (isRejected && redriver.some(({ rejects }) => !rejects)) return 'deadlock: a letter is not redriven';
    for (let window = 0; window < WINDOWS; window += 1) {
      const name = `${eventNames[event]} in ${windowNames[window]}`;
      const isLate = (at(state, LATE_QUEUE + event) & (1 << window)) !== 0;
      const inResult = timesIn(at(state, RESULT + window), event);
      const isCounted = timesCounted(state, event, window) > 0;
      const belongs = (windows & (1 << window)) !== 0;
      if (!belongs && (isLate || inResult > 0)) return `${name} does not belong there`;
      if (!belongs) continue;
      if (isCounted && inResult === 0)
        return `${name} is counted, but not in the result: the window is not materialized`;
      const outcomes = Number(isLate) + inResult + Number(isRejected);
      if (outcomes !== 1) return outcomes === 0 ? `${name} is lost` : `${name} has ${outcomes} outcomes`;
    }
  }
  return undefined;
}

/** How often an event is in what a window's result is merged from. */
function timesCounted(state: State, event: number, window: number): number {
  let times = (at(state, EVENT_PARTIALS + window) >> event) & 1;
  for (let lane = 0; lane < LANES; lane += 1) times += timesIn(at(state, PARTIAL + partialAt(lane, window)), event);
  return times;
}
