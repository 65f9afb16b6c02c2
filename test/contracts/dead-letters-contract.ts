import { deepEqual, equal } from 'node:assert/strict';
import { sequenceNumberOf } from '../../src/engine/position.ts';
import type { DeadLetters, RejectedRecord, SourceRecord, TooLateRecord } from '../../src/ports/dead-letters.ts';
import type { Check } from './contract.ts';
import { type Faulty, failing } from './faults.ts';
import { LANE, positionOf } from './samples.ts';

export interface DeadLettersFixture extends Faulty {
  readonly deadLetters: DeadLetters;
  /** Takes out what has arrived, `count` records at least, as whoever redrives them sees them. */
  takeRejected(count: number): Promise<readonly RejectedRecord[]>;
  takeTooLate(count: number): Promise<readonly TooLateRecord[]>;
}

export function sourceRecord(index: number, data: Buffer | string): SourceRecord {
  return {
    lane: LANE,
    sequenceNumber: sequenceNumberOf(positionOf(index)),
    partitionKey: `key-${index}`,
    arrivalMs: 1_700_000_000_000 + index,
    dataBase64: Buffer.from(data).toString('base64'),
  };
}

export function rejected(index: number, data: Buffer | string = `{"broken": ${index}`): RejectedRecord {
  return {
    record: sourceRecord(index, data),
    position: positionOf(index),
    reason: 'UNDECODABLE',
    message: `not JSON: record ${index}`,
    attempts: 1,
    firstFailedMs: 1_700_000_100_000 + index,
  };
}

export function tooLate(index: number): TooLateRecord {
  return {
    record: sourceRecord(index, `{"late": ${index}}`),
    position: positionOf(index),
    eventTimeMs: 978_307_200_000 + index,
    windows: [
      { aggregation: 'hourly', windowStartMs: 978_307_200_000, reason: 'TOO_LATE' },
      { aggregation: 'daily', windowStartMs: 978_307_200_000, reason: 'STATE_EXPIRED' },
    ],
  };
}

function byPosition<T extends { readonly position: string }>(records: readonly T[]): T[] {
  return [...records].sort((a, b) => (a.position < b.position ? -1 : 1));
}

async function rejectedArrive(fixture: DeadLettersFixture, records: readonly RejectedRecord[]): Promise<void> {
  await fixture.deadLetters.sendRejected(records);
  deepEqual(byPosition(await fixture.takeRejected(records.length)), byPosition(records));
}

const WEIRD = 'quote " slash \\ zero \u0000 bell \u0007 noncharacters \ufffe\uffff emoji 👩‍👩‍👧 line\u2028end';

export const deadLettersContract: readonly Check<DeadLettersFixture>[] = [
  {
    name: 'a rejected record arrives whole, with its reason',
    run: (fixture) => rejectedArrive(fixture, [rejected(1)]),
  },
  {
    name: 'a record past lateness arrives whole, naming the aggregations and windows concerned',
    async run({ deadLetters, takeTooLate }) {
      await deadLetters.sendTooLate([tooLate(1), tooLate(2)]);
      deepEqual(byPosition(await takeTooLate(2)), [tooLate(1), tooLate(2)]);
    },
  },
  {
    name: 'the two kinds do not meet',
    async run({ deadLetters, takeRejected, takeTooLate }) {
      await deadLetters.sendRejected([rejected(1)]);
      await deadLetters.sendTooLate([tooLate(2)]);
      deepEqual(await takeTooLate(1), [tooLate(2)]);
      deepEqual(await takeRejected(1), [rejected(1)]);
    },
  },
  {
    name: 'no records are no message',
    async run({ deadLetters, takeRejected, takeTooLate }) {
      await deadLetters.sendRejected([]);
      await deadLetters.sendTooLate([]);
      deepEqual([await takeRejected(0), await takeTooLate(0)], [[], []]);
    },
  },
  {
    name: 'more records than one call takes arrive all',
    run: (fixture) =>
      rejectedArrive(
        fixture,
        Array.from({ length: 47 }, (_, index) => rejected(index)),
      ),
  },
  {
    name: 'more bytes than one call takes arrive all',
    run: (fixture) =>
      rejectedArrive(
        fixture,
        [1, 2, 3, 4, 5].map((index) => rejected(index, Buffer.alloc(300_000, index))),
      ),
  },
  {
    name: 'records larger than a message arrive whole, up to 10 MiB',
    run: (fixture) =>
      rejectedArrive(fixture, [
        rejected(1, 'x'.repeat(1_000_000)),
        rejected(2),
        rejected(3, Buffer.alloc(10 * 1_048_576, 3)),
      ]),
  },
  {
    name: 'a large record past lateness arrives whole as well',
    async run({ deadLetters, takeTooLate }) {
      const given = tooLate(1);
      const large = { ...given, record: { ...given.record, dataBase64: Buffer.alloc(900_000, 1).toString('base64') } };
      await deadLetters.sendTooLate([large]);
      deepEqual(await takeTooLate(1), [large]);
    },
  },
  {
    name: 'how often a record was tried, and since when it fails, is kept',
    run: (fixture) => rejectedArrive(fixture, [{ ...rejected(1), attempts: 5, firstFailedMs: 1_699_999_999_000 }]),
  },
  {
    name: 'any bytes, any partition key and any message arrive as they are',
    run(fixture) {
      const given = rejected(1, Buffer.from([0, 255, 128, 10]));
      const record = { ...given.record, partitionKey: WEIRD };
      return rejectedArrive(fixture, [
        { ...given, record, message: WEIRD },
        { ...rejected(2, ''), reason: 'INVALID_KEY' },
      ]);
    },
  },
  {
    name: 'after a lost answer the record is there, and sending again may double it',
    async run(fixture) {
      const { deadLetters, takeRejected } = fixture;
      await failing(fixture, 'after', () => deadLetters.sendRejected([rejected(1)]));
      await failing(fixture, 'before', () => deadLetters.sendRejected([rejected(2)]));
      await deadLetters.sendRejected([rejected(1)]);
      const found = await takeRejected(2);
      equal(found.length, 2);
      deepEqual(found[0], found[1]);
    },
  },
];
