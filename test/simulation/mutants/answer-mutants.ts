import type { KinesisStreamBatchResponse } from 'aws-lambda';
import { letterAttributes, letterBody, makeLetterWriter } from '../../../src/codecs/letter-writer.ts';
import { encodePosition } from '../../../src/engine/position.ts';
import type { Mutation, Processor } from '../mutation.ts';
import { type SimRecord, STREAM } from '../stream.ts';
import type { World } from '../world.ts';
import { type Broken, instanceMutant, type Mutant, processorMutant, unheard } from './mutant.ts';

/** What is said and done about records that are not done, each rule broken once. */
export const ANSWER_MUTANTS: readonly Mutant[] = [
  answering(
    {
      name: 'highest instead of lowest failed record',
      rule: 'The answer names the first record that is not known to be done: all from there come again.',
    },
    (handle) => async (event, time) => {
      const answer = await handle(event, time);
      const last = event.Records.at(-1)?.kinesis.sequenceNumber;
      if (answer.batchItemFailures.length === 0 || last === undefined) return answer;
      return { batchItemFailures: [{ itemIdentifier: last }] };
    },
  ),
  answering(
    { name: 'continue after a failure', rule: 'Nothing of a lane is worked on while something before it has failed.' },
    (handle) => async (event, time) => {
      let first: KinesisStreamBatchResponse['batchItemFailures'][number] | undefined;
      for (const record of event.Records) {
        const [failure] = (await handle({ Records: [record] }, time)).batchItemFailures;
        first ??= failure;
      }
      return { batchItemFailures: first ? [first] : [] };
    },
  ),
  processorMutant(
    { name: 'swallow an error', rule: 'What has failed is said to have failed: an empty answer commits the batch.' },
    (deps) => ({ writePartials: (...given) => deps.writePartials(...given).catch(() => {}) }),
  ),
  instanceMutant(
    {
      name: 'ack before the rejected record is queued',
      rule: 'Progress moves past a rejected record when it lies in its queue.',
    },
    (_kind, { deadLetters }, owner, { scheduler, random }) => ({
      ports: {
        deadLetters: {
          ...deadLetters,
          sendRejected: async (records) => {
            // Sent by the process some time later, if it still is.
            scheduler.at(random.int(0, 2_000), () => unheard(deadLetters.sendRejected(records)), owner);
          },
        },
      },
    }),
  ),
  instanceMutant(
    {
      name: 'throttle treated as poison',
      rule: 'A failure that passes rejects nothing.',
      profile: {
        bias: { isRegistered: true, focuses: ['http GetSchemaVersion'] },
        rates: { throttled: 0.05, 'instance recycled': 0.15 },
      },
    },
    (kind, { registry }) =>
      kind === 'stream-processor'
        ? { ports: { registry: { versionById: (id) => registry.versionById(id).catch(() => undefined) } } }
        : {},
  ),
  {
    name: 'finite mapping retries with naive recovery',
    rule: 'The mapping gives nothing up: of what it left behind nobody could say whether it was counted.',
    mutation: giveUpBatches,
  },
];

function answering(broken: Broken, processor: (handle: Processor) => Processor): Mutant {
  return instanceMutant(broken, () => ({ processor }));
}

const MOST_ATTEMPTS = 4;

/** A batch that has failed a few times goes to the retry queue, and the mapping on to the next. */
function giveUpBatches(): Mutation {
  const attempts = new Map<string, number>();
  return {
    abandons: (batch, world) => {
      const [first] = batch;
      const place = `${first?.shardId} ${first?.sequenceNumber}`;
      attempts.set(place, (attempts.get(place) ?? 0) + 1);
      if ((attempts.get(place) ?? 0) < MOST_ATTEMPTS) return false;
      for (const record of batch) recover(record, world);
      return true;
    },
  };
}

function recover(record: SimRecord, { letters, scheduler }: World): void {
  const { shardId, sequenceNumber } = record;
  const { rejected } = makeLetterWriter({
    pipeline: 'simulated',
    nonce: () => `recovered-${shardId}-${sequenceNumber}`,
    nowMs: () => scheduler.nowMs,
  });
  const letter = rejected({
    record: { ...record, lane: { ...STREAM, shardId } },
    position: encodePosition(sequenceNumber),
    reason: 'PROCESSOR_CRASHED',
    message: 'its batch was given up',
  });
  letters.retryTarget.send(letterBody(letter), 0, letterAttributes(letter));
}
