import { makeMemoryArchive } from '../../src/adapters/memory/memory-archive.ts';
import { makeMemoryClock } from '../../src/adapters/memory/memory-clock.ts';
import { makeMemoryDeadLetters } from '../../src/adapters/memory/memory-dead-letters.ts';
import { makeMemoryKeeperPokes } from '../../src/adapters/memory/memory-keeper-pokes.ts';
import { makeMemoryResultStore } from '../../src/adapters/memory/memory-result-store.ts';
import { makeMemoryRetryQueue } from '../../src/adapters/memory/memory-retry-queue.ts';
import { makeMemorySchemaRegistry } from '../../src/adapters/memory/memory-schema-registry.ts';
import { makeMemoryStateStore } from '../../src/adapters/memory/memory-state-store.ts';
import { makeMemoryTaskQueue } from '../../src/adapters/memory/memory-task-queue.ts';
import type { WindowPartition } from '../../src/ports/partial-store.ts';
import { archiveContract } from '../contracts/archive-contract.ts';
import { claimStoreContract } from '../contracts/claim-store-contract.ts';
import { clockContract } from '../contracts/clock-contract.ts';
import { controlStoreContract } from '../contracts/control-store-contract.ts';
import { deadLettersContract } from '../contracts/dead-letters-contract.ts';
import { expiryContract } from '../contracts/expiry-contract.ts';
import { keeperPokesContract } from '../contracts/keeper-pokes-contract.ts';
import { markStoreContract } from '../contracts/mark-store-contract.ts';
import { partialStoreContract } from '../contracts/partial-store-contract.ts';
import { progressStoreContract } from '../contracts/progress-store-contract.ts';
import { redriveStoreContract } from '../contracts/redrive-store-contract.ts';
import { resultStoreContract } from '../contracts/result-store-contract.ts';
import { retryQueueContract } from '../contracts/retry-queue-contract.ts';
import { schemaRegistryContract } from '../contracts/schema-registry-contract.ts';
import { streamReaderContract } from '../contracts/stream-reader-contract.ts';
import { taskQueueContract } from '../contracts/task-queue-contract.ts';
import { windowIndexContract } from '../contracts/window-index-contract.ts';
import { makeFault } from '../support/faulty-twin.ts';
import { memoryStreamFixture, resultFixtureOf } from '../support/memory-fixtures.ts';
import { runContract } from '../support/run-contract.ts';

function stateFixture() {
  const { fault, failNext } = makeFault();
  const store = makeMemoryStateStore({ fault });
  return { store, failNext, stampsOf: async (window: WindowPartition) => store.stampsOf(window) };
}

runContract('progress in memory', progressStoreContract, stateFixture);
runContract('partials in memory', partialStoreContract, stateFixture);
runContract('marks in memory', markStoreContract, stateFixture);
runContract('controls in memory', controlStoreContract, stateFixture);
runContract('expiry in memory', expiryContract, stateFixture);
runContract('window index in memory', windowIndexContract, stateFixture);
runContract('claims in memory', claimStoreContract, stateFixture);
runContract('redrives in memory', redriveStoreContract, stateFixture);

runContract('results in memory', resultStoreContract, () => {
  const { fault, failNext } = makeFault();
  return resultFixtureOf(makeMemoryResultStore({ fault }), failNext);
});

runContract('dead letters in memory', deadLettersContract, () => {
  const { fault, failNext } = makeFault();
  const deadLetters = makeMemoryDeadLetters({ fault });
  return {
    deadLetters,
    failNext,
    takeRejected: async () => deadLetters.rejected,
    takeTooLate: async () => deadLetters.tooLate,
  };
});

runContract('task queue in memory', taskQueueContract, () => {
  const { fault, failNext } = makeFault();
  const tasks = makeMemoryTaskQueue({ fault });
  return { tasks, failNext, take: async () => tasks.takeAll().map(({ task }) => task) };
});

runContract('retry queue in memory', retryQueueContract, () => {
  const { fault, failNext } = makeFault();
  const clock = makeMemoryClock(0);
  const visibilityMs = 30_000;
  const queue = makeMemoryRetryQueue({ clock, visibilityMs, fault });
  return {
    queue,
    failNext,
    visibilityMs,
    send: async ({ body, attributes }) => queue.send(body, attributes),
    receive: async () => queue.receive(),
    pass: (ms) => clock.advance(ms),
  };
});

runContract('keeper pokes in memory', keeperPokesContract, () => {
  const { fault, failNext } = makeFault();
  const clock = makeMemoryClock(0);
  const pokes = makeMemoryKeeperPokes({ clock, fault });
  return { pokes, failNext, pass: (ms) => clock.advance(ms), take: async () => pokes.takeAll() };
});

runContract('stream reader in memory', streamReaderContract, memoryStreamFixture);

runContract('archive in memory', archiveContract, () => {
  const { fault, failNext } = makeFault();
  return { archive: makeMemoryArchive({ fault }), failNext };
});

runContract('schema registry in memory', schemaRegistryContract, () => {
  const { fault, failNext } = makeFault();
  const registry = makeMemorySchemaRegistry({ fault });
  let versionNumber = 0;
  return {
    registry,
    failNext,
    async register(definition) {
      versionNumber += 1;
      const versionId = `01234567-89ab-4cde-8f01-00000000000${versionNumber}`;
      const named = { registryName: 'millrace-people', schemaName: 'person', format: 'AVRO' } as const;
      const version = { ...named, versionId, versionNumber, definition };
      registry.register(version);
      return version;
    },
  };
});

runContract('clock in memory', clockContract, () => {
  const clock = makeMemoryClock(1_700_000_000_000);
  return { clock, pass: (ms) => clock.advance(ms) };
});
