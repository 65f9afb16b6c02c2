import { expect, it } from 'vitest';
import { checkRetention } from '../../lib/check-retention.ts';
import { eventType, hours } from '../../src/engine/index.ts';
import { countingPipeline } from '../support/counting-pipeline.ts';

const payment = eventType('payment', {
  schema: { format: 'JSON', versions: [] },
  eventTimeMs: () => 0,
  partitionKey: () => 'k',
});
const pipeline = countingPipeline('payments', payment, { format: 'json' });
const settings = { retentionHours: 24 };

it('takes ids that are remembered for as long as the stream keeps records, or none', () => {
  expect(() => checkRetention(pipeline, settings)).not.toThrow();
  expect(() => checkRetention({ ...pipeline, dedupe: { horizonMs: hours(24) } }, settings)).not.toThrow();
});

it('refuses a longer horizon in one line that says what to do', () => {
  const definition = { ...pipeline, dedupe: { horizonMs: hours(24) + 1 } };
  expect(() => checkRetention(definition, settings)).toThrow(
    'pipeline "payments": dedupe.horizonMs 86400001 is longer than the stream keeps records (retentionHours 24): shorten the horizon, or raise retentionHours',
  );
});
