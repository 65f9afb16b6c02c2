/** What the server tells the page, as JSON. Times are epoch milliseconds, whole numbers beyond 2^53 are text. */

export interface About {
  readonly pipeline: string;
  readonly endpoint: string;
  readonly aggregations: readonly string[];
}

/** What is told again and again, each part at its own pace. */
export interface LiveParts {
  readonly flow: FlowView;
  readonly lanes: LanesView;
  readonly windows: readonly AggregationWindows[];
  readonly queues: QueuesView;
  readonly alarms: AlarmsView;
}

export type PartName = keyof LiveParts;

/** A part could not be read; it is tried again. */
export interface Trouble {
  readonly part: PartName;
  readonly message: string;
}

export type Outcome = 'read' | 'accepted' | 'duplicate' | 'rejected' | 'ignored';

export interface FlowView {
  readonly atMs: number;
  /** What the rates were measured over; 0: not measured yet. */
  readonly overMs: number;
  /** Records a second. */
  readonly perSecond: Readonly<Record<Outcome, number>>;
  readonly totals: Readonly<Record<Outcome, number>>;
  /** Null before the first. */
  readonly watermarkMs: number | null;
  /** Event time for a unit of the clock's; null: not measured yet. */
  readonly watermarkSpeed: number | null;
  readonly aggregations: readonly AggregationFlow[];
  /** What of the accounting does not add up; empty where all does. */
  readonly broken: readonly string[];
}

export interface AggregationFlow {
  readonly name: string;
  readonly counted: number;
  readonly filtered: number;
  readonly tooLate: number;
  readonly countedPerSecond: number;
  /** Windows that have not fired. */
  readonly open: number;
  /** Windows that have fired and wait to be written or corrected. */
  readonly waiting: number;
  readonly firedThroughMs: number | null;
}

export interface LanesView {
  readonly atMs: number;
  readonly lanes: readonly LaneView[];
}

export interface LaneView {
  readonly shardId: string;
  readonly state: 'active' | 'idle' | 'behind' | 'stalled' | 'drained';
  readonly read: number;
  readonly watermarkMs: number | null;
  readonly lastArrivalMs: number | null;
  /** When the oldest record that is not done reached the stream; null: none waits. */
  readonly unreadSinceMs: number | null;
}

export interface AggregationWindows {
  readonly aggregation: string;
  /** Newest first. */
  readonly windows: readonly WindowView[];
}

export interface WindowView {
  readonly startMs: number;
  readonly endMs: number;
  readonly state: 'open' | 'waiting' | 'correcting' | 'materialized' | 'corrected' | 'expired';
  readonly events: number;
  readonly keys: number;
  readonly rows: number;
  readonly corrected: number;
}

export type QueuesView = Readonly<Record<string, { readonly waiting: number; readonly inFlight: number }>>;

export interface AlarmsView {
  /** False where nobody keeps alarms. */
  readonly kept: boolean;
  readonly alarms: readonly AlarmView[];
}

export interface AlarmView {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly description: string;
  readonly reason: string;
  readonly sinceMs: number | null;
}

export type Value = number | string | boolean | null;

export interface ResultsView {
  readonly measures: readonly string[];
  readonly rows: readonly ResultView[];
  /** Rows that are meant, of which `rows` may be the newest alone. */
  readonly found: number;
  readonly total: number;
}

export interface ResultView {
  readonly key: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly events: number;
  readonly revision: number;
  readonly measures: Readonly<Record<string, Value>>;
}

/** A line of the chart: window starts and what stands there, oldest first. */
export interface SeriesView {
  readonly startsMs: readonly number[];
  readonly values: readonly (number | null)[];
}

export interface LettersView {
  readonly letters: readonly LetterView[];
  /** How many were looked at, and how many the queue held by its own estimate. */
  readonly looked: number;
  readonly estimated: number;
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}

export interface LetterView {
  readonly id: string;
  readonly reason: string;
  readonly message: string;
  readonly failedMs: number;
  readonly shardId: string | null;
  readonly partitionKey: string | null;
  readonly attempts: number | null;
}

export interface PayloadView {
  /** What the bytes are, in a few words. */
  readonly title: string;
  /** JSON or a dump of bytes. */
  readonly text: string;
}

export interface Redriven {
  readonly moved: number;
  readonly left: number;
}

/** Whatever went wrong, in one line for a person. */
export interface Problem {
  readonly problem: string;
}
