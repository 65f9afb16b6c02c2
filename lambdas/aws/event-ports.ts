import type { EventPorts } from '../shared/event-ports.ts';
import { deadLettersOf } from './dead-letters.ts';
import type { LettersOf } from './letters.ts';
import { schemaRegistryOf } from './schema-registry.ts';
import { stateStoreOf } from './state-store.ts';
import { streamReaderOf } from './stream-reader.ts';
import type { Surroundings } from './surroundings.ts';
import { taskQueueOf } from './task-queue.ts';

/** Tables, stream, queues and registry of who counts events. */
export function eventPortsOf(around: Surroundings, of: LettersOf): EventPorts {
  const { clock, random, nonce } = around;
  return {
    state: stateStoreOf(around),
    stream: streamReaderOf(around),
    tasks: taskQueueOf(around),
    deadLetters: deadLettersOf(around, of),
    registry: schemaRegistryOf(around),
    clock,
    random,
    nonce,
  };
}
