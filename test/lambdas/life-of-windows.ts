import type { KinesisStreamEvent } from 'aws-lambda';
import { expect } from 'vitest';
import { pokeBody, taskBody } from '../../src/codecs/task-message.ts';
import type { MaterializeTask } from '../../src/ports/task-queue.ts';
import { all } from '../contracts/contract.ts';
import {
  composeMaterializer,
  composeStreamProcessor,
  composeWatermarkKeeper,
  type FunctionPorts,
} from '../support/compose-functions.ts';
import type { Around } from '../support/intercept.ts';
import { portsThrough } from '../support/kill-steps.ts';
import { makeTestDeps, PLENTY_OF_TIME, type TestDeps } from '../support/lambda-deps.ts';
import { sqsEvent } from '../support/lambda-events.ts';
import { saleReader } from '../support/packed-sales.ts';
import {
  batchOf,
  DEFINITION_HASHES,
  LANE,
  NOON_MS,
  OTHER_LANE,
  type SaleGiven,
  saleRecord,
  salesPlan,
  windowAt,
} from '../support/sales.ts';

export const MINUTE = 60;
export const HOUR = 3_600;
export const DAY = 24 * HOUR;

/** The three functions over memory twins, from a window's first event until its state is gone. Each call is a new instance. */
export interface Life {
  readonly deps: TestDeps;
  /** Hands sales of one lane to a processor, as one batch. Each is to be counted, by all aggregations. */
  sell(sales: readonly SaleGiven[], ports?: FunctionPorts): Promise<void>;
  /** Hands the batch of these sales in again, as the mapping does after a death. */
  sellAgain(sales: readonly SaleGiven[]): Promise<void>;
  /** As `sell`, of sales that come too late to be counted by any aggregation. */
  sellTooLate(sales: readonly SaleGiven[]): Promise<void>;
  keep(ports?: FunctionPorts): Promise<void>;
  /** Works on all tasks sent so far that nobody has finished. */
  materialize(ports?: FunctionPorts): Promise<void>;
  /** Lets the keeper and materializers run until no window that has fired waits. */
  settle(): Promise<void>;
  /** So many seconds after noon something is sold, and all settles. */
  settleAt(seconds: number): Promise<void>;
  /** Checks that the results of all windows that have fired are those of the sales to be counted, and that none of them waits. */
  expectExact(): Promise<void>;
  /** How far windows have fired, expired and are collected, in seconds after noon, as the least over the aggregations. */
  bounds(): Promise<readonly [fired: number, expired: number, collected: number]>;
  /** Partials of the first windows, as many as fill so many seconds: all, and those that are stamped. */
  partials(seconds: number): readonly [all: number, stamped: number];
}

/** @param around lies about every operation of every instance that is not given its ports */
export function makeLife(around: Around = (_operation, perform) => perform()): Life {
  const deps = makeTestDeps();
  const usual = portsThrough<FunctionPorts>(deps, around);
  const { state, stream, tasks, results, pokes } = deps.twins;
  const plan = salesPlan();
  for (const { shardId } of [LANE, OTHER_LANE]) stream.open(shardId);
  deps.clock.advance(NOON_MS);
  const counted: SaleGiven[] = [];
  let sold = 0;
  const batches = new Map<readonly SaleGiven[], KinesisStreamEvent>();
  let waiting: { readonly task: MaterializeTask; readonly messageId: string; receiveCount: number }[] = [];
  const inSeconds = (instantMs: number | null | undefined) =>
    instantMs == null ? Number.NEGATIVE_INFINITY : (instantMs - NOON_MS) / 1_000;

  const hand = async (ports: FunctionPorts, batch: KinesisStreamEvent): Promise<void> => {
    const options = { makeReader: () => saleReader(plan), definitionHashes: DEFINITION_HASHES };
    const { batchItemFailures } = await composeStreamProcessor(plan, ports, options)(batch, PLENTY_OF_TIME);
    expect(batchItemFailures).toEqual([]);
  };
  const batchFor = (sales: readonly SaleGiven[]) => {
    const records = sales.map((sale) => {
      sold += 1;
      return saleRecord(sold, sale);
    });
    const batch = batchOf(...records);
    batches.set(sales, batch);
    return batch;
  };

  const life: Life = {
    deps,
    async sell(sales, ports = usual) {
      counted.push(...sales);
      await hand(ports, batchFor(sales));
    },
    async sellAgain(sales) {
      await hand(usual, batches.get(sales) ?? batchOf());
    },
    async sellTooLate(sales) {
      await hand(usual, batchFor(sales));
    },
    async keep(ports = usual) {
      const poke = { messageId: 'poke', body: pokeBody({ kind: 'tick', id: 'tick' }) };
      await composeWatermarkKeeper(plan, ports)(sqsEvent([poke]), PLENTY_OF_TIME);
    },
    async materialize(ports = usual) {
      for (const { task } of tasks.takeAll()) {
        waiting.push({ task, messageId: `task-${waiting.length}-${deps.nonce()}`, receiveCount: 0 });
      }
      for (const message of waiting) message.receiveCount += 1;
      const event = sqsEvent(
        waiting.map(({ task, messageId, receiveCount }) => ({ messageId, receiveCount, body: taskBody(task) })),
      );
      const { batchItemFailures } = await composeMaterializer(plan, ports, DEFINITION_HASHES)(event, PLENTY_OF_TIME);
      const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
      waiting = waiting.filter(({ messageId }) => failed.includes(messageId));
    },
    async settle() {
      await life.keep();
      await life.materialize();
      pokes.takeAll();
    },
    async settleAt(seconds) {
      deps.clock.advance(Math.max(0, NOON_MS + seconds * 1_000 - deps.clock.nowMs()));
      await life.sell([{ at: seconds, shop: 'time' }]);
      await life.settle();
    },
    async expectExact() {
      for (const { aggregation, firedThroughMs } of await state.readControls()) {
        expect(await all(state.marksThrough(aggregation, 1, firedThroughMs ?? 0))).toEqual([]);
        const rows = results
          .rows()
          .filter((row) => (row.measures.amount === undefined) === (aggregation === 'patient'));
        const found = rows.map(({ windowStartMs, key, n, measures }) =>
          rowText(aggregation, inSeconds(windowStartMs), key, n, Number(measures.amount)),
        );
        expect(found.sort()).toEqual(wantedRows(aggregation, counted, inSeconds(firedThroughMs)));
      }
    },
    async bounds() {
      const controls = await state.readControls();
      const least = (of: (control: (typeof controls)[number]) => number | null) =>
        Math.min(...controls.map((control) => inSeconds(of(control))));
      return [
        least(({ firedThroughMs }) => firedThroughMs),
        least(({ expiredThroughMs }) => expiredThroughMs),
        least(({ collectedThroughMs }) => collectedThroughMs),
      ];
    },
    partials(seconds) {
      const stamps: (number | null)[] = [];
      for (const { aggregation } of plan.aggregations) {
        for (let start = 0; start < seconds; start += MINUTE)
          stamps.push(...state.stampsOf(windowAt(aggregation.name, start)).values());
      }
      return [stamps.length, stamps.filter((stamp) => stamp !== null).length];
    },
  };
  return life;
}

/** What results come of these sales, by other means. */
function wantedRows(aggregation: string, sales: readonly SaleGiven[], firedThrough: number): string[] {
  const rows = new Map<string, { start: number; key: string; n: number; amount: number }>();
  for (const { at = 0, shop = 'ash', amount = 1 } of sales) {
    const start = at - (at % MINUTE);
    if (start + MINUTE > firedThrough) continue;
    const key = aggregation === 'by-shop' ? shop : 'all';
    const row = rows.get(`${start} ${key}`) ?? { start, key, n: 0, amount: 0 };
    rows.set(`${start} ${key}`, { ...row, n: row.n + 1, amount: row.amount + amount });
  }
  return [...rows.values()].map(({ start, key, n, amount }) => rowText(aggregation, start, key, n, amount)).sort();
}

function rowText(aggregation: string, start: number, key: string, n: number, amount: number): string {
  return `${start} ${key}: ${n}${aggregation === 'by-shop' ? `, ${amount}` : ''}`;
}
