import { expect, it } from 'vitest';
import { flight } from '../../pipelines/flights/pipeline.ts';
import { sendEvent } from '../../src/producer/index.ts';

it('an event goes out as JSON under the partition key of its type, and with no field missing', async () => {
  const sent: { partitionKey: string; data: string | Uint8Array }[] = [];
  const producer = { send: async (record: (typeof sent)[number]) => void sent.push(record) };
  const departed = { departureMs: 0, delayMin: 5, distanceMiles: 1_000, origin: 'ATL', destination: 'ORD' };

  await sendEvent(producer, flight, departed);
  expect(sent).toEqual([{ partitionKey: 'ATL', data: JSON.stringify(departed) }]);

  const { origin, ...incomplete } = departed;
  // @ts-expect-error: a flight has an origin
  await sendEvent(producer, flight, incomplete);
});
