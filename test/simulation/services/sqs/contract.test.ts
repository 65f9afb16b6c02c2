import { makeSqsDeadLetters } from '../../../../src/adapters/aws/sqs-dead-letters.ts';
import { makeSqsRetryQueue } from '../../../../src/adapters/aws/sqs-retry-queue.ts';
import { makeSqsKeeperPokes, makeSqsTaskQueue } from '../../../../src/adapters/aws/sqs-task-queue.ts';
import { makeMemoryArchive } from '../../../../src/adapters/memory/memory-archive.ts';
import { parsePoke, parseTask } from '../../../../src/codecs/task-message.ts';
import { deadLettersContract } from '../../../contracts/dead-letters-contract.ts';
import { keeperPokesContract } from '../../../contracts/keeper-pokes-contract.ts';
import { retryQueueContract } from '../../../contracts/retry-queue-contract.ts';
import { taskQueueContract } from '../../../contracts/task-queue-contract.ts';
import { rejectedIn, tooLateIn } from '../../../support/dead-letter-messages.ts';
import { makeFaultyClient } from '../../../support/faulty-client.ts';
import { runContract } from '../../../support/run-contract.ts';
import { sqsClient } from './client.ts';
import { HeldQueue, VISIBILITY_MS } from './held-queue.ts';
import { SimSqs } from './sim-sqs.ts';

const queueUrl = 'https://sqs.sim/queue';
const lateQueueUrl = 'https://sqs.sim/late';
const fifoUrl = 'https://sqs.sim/pokes.fifo';

/** @param refuses how many of three messages of batches */
function start(refuses: number) {
  const [queue, late, fifo] = [new HeldQueue(), new HeldQueue(), new HeldQueue()];
  let asked = 0;
  const sim = new SimSqs({
    queues: new Map([
      [queueUrl, queue],
      [lateQueueUrl, late],
      [fifoUrl, fifo],
    ]),
    nowMs: () => fifo.nowMs,
    isRefused() {
      asked += 1;
      return asked % 3 < refuses;
    },
  });
  const { client, failNext } = makeFaultyClient(sqsClient(async (command) => sim.execute(command)));
  const clock = { nowMs: () => 0, after: async () => {} };
  return { queue, late, fifo, failNext, deps: { client, clock, random: () => 0 } };
}

for (const refuses of [0, 1]) {
  const name = `simulated SQS that refuses ${refuses} of three messages`;

  runContract(`dead letters over ${name}`, deadLettersContract, () => {
    const { queue, late, deps, failNext } = start(refuses);
    const archive = makeMemoryArchive();
    let given = 0;
    const nonce = () => {
      given += 1;
      return `letter-${given}`;
    };
    const queues = { retryQueueUrl: queueUrl, lateQueueUrl };
    return {
      deadLetters: makeSqsDeadLetters({ ...deps, ...queues, archive, nonce, pipeline: 'flights' }),
      failNext,
      takeRejected: async () => Promise.all(queue.take().map(({ body }) => rejectedIn({ Body: body }, archive))),
      takeTooLate: async () => Promise.all(late.take().map(({ body }) => tooLateIn({ Body: body }, archive))),
    };
  });

  runContract(`task queue over ${name}`, taskQueueContract, () => {
    const { queue, deps, failNext } = start(refuses);
    return {
      tasks: makeSqsTaskQueue({ ...deps, queueUrl }),
      failNext,
      take: async () => queue.take().map(({ body }) => parseTask(body)),
    };
  });

  runContract(`retry queue over ${name}`, retryQueueContract, () => {
    const { queue, deps, failNext } = start(refuses);
    return {
      queue: makeSqsRetryQueue({ ...deps, queueUrl }),
      failNext,
      visibilityMs: VISIBILITY_MS,
      pass(ms) {
        queue.nowMs += ms;
      },
      send: async ({ body, attributes }) => queue.send(body, 0, attributes),
      async receive() {
        const message = queue.receive();
        return message && { ...message };
      },
    };
  });
}

runContract('keeper pokes over simulated SQS', keeperPokesContract, () => {
  const { fifo, deps, failNext } = start(0);
  return {
    pokes: makeSqsKeeperPokes({ client: deps.client, queueUrl: fifoUrl }),
    failNext,
    pass(ms) {
      fifo.nowMs += ms;
    },
    take: async () => fifo.take().map(({ body }) => parsePoke(body)),
  };
});
