import { describe, expect, it } from 'vitest';
import { checkDefinition } from '../../src/engine/check-definition.ts';
import { type Pipeline, tumbling } from '../../src/engine/index.ts';
import { fc } from '../support/fast-check.ts';
import { counted, watermark } from './support/definitions.ts';

describe('the future bound', () => {
  it('of a sound definition lets no event from the future make a punctual event too late', () => {
    const setting = fc.record({
      sizeMs: fc.integer({ min: 1, max: 50 }),
      allowedLatenessMs: fc.nat({ max: 50 }),
      outOfOrdernessMs: fc.nat({ max: 50 }),
      futureBoundMs: fc.nat({ max: 120 }),
    });
    fc.assert(
      fc.property(setting, fc.nat({ max: 200 }), (given, nowMs) => {
        const window = tumbling(given.sizeMs);
        const definition: Pipeline = {
          ...watermark({ outOfOrdernessMs: given.outOfOrdernessMs, futureBoundMs: given.futureBoundMs }),
          aggregations: [counted({ window, allowedLatenessMs: given.allowedLatenessMs })],
        };
        const watermarkMs = nowMs + given.futureBoundMs - given.outOfOrdernessMs;
        // The end of the window of an event that happens and arrives right after the one from the future.
        const endMs = nowMs - (nowMs % given.sizeMs) + given.sizeMs;
        const isTooLate = endMs + given.allowedLatenessMs <= watermarkMs;
        if (isTooLate) expect(checkDefinition(definition)).toHaveLength(1);
      }),
    );
  });
});
