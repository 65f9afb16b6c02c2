import { describe } from 'vitest';
import { type MemoryResultSink, makeMemoryResultSink } from '../../src/adapters/memory/memory-result-sink.ts';
import { type ResultSinkFixture, resultSinkContract } from '../contracts/result-sink-contract.ts';
import { expectRed } from '../support/expect-red.ts';
import { makeFault } from '../support/faulty-twin.ts';
import { runContract } from '../support/run-contract.ts';

function fixtureOf(breakTwin: (twin: MemoryResultSink) => MemoryResultSink): ResultSinkFixture {
  const { fault, failNext } = makeFault();
  const twin = makeMemoryResultSink({ fault });
  return { sink: breakTwin(twin), failNext, published: async () => twin.published };
}

runContract('result sink in memory', resultSinkContract, () => fixtureOf((twin) => twin));

describe('result sink contract', () =>
  expectRed(resultSinkContract, fixtureOf, [
    [
      'at most one request is sent',
      'more rows than one request takes arrive all',
      (twin) => ({ publish: (rows) => twin.publish(rows.slice(0, 500)) }),
    ],
    [
      'one revision of a key is enough',
      'rows arrive whatever their keys and windows, each revision of them',
      (twin) => ({ publish: (rows) => twin.publish([...new Map(rows.map((row) => [row.key, row])).values()]) }),
    ],
    [
      'a failure is swallowed',
      'what never arrived is not told, and after a lost answer it is; telling it again may double it',
      (twin) => ({ publish: (rows) => twin.publish(rows).catch(() => {}) }),
    ],
  ]));
