import fc from 'fast-check';
import { expect, it } from 'vitest';
import { playShard, THROTTLED } from './play-shard.ts';

const LETTERS = 'abcdefghijkl';

/** What goes wrong in one invocation; a number is the index of the record reported as failed, if there is one. */
const mishap = fc.oneof(
  fc.constant('throw' as const),
  fc.constant('throttle' as const),
  fc.constant('nonsense' as const),
  fc.nat({ max: LETTERS.length }),
);

it('without limits every record is processed, first times in order, and no checkpoint passes one that is not', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: LETTERS.length }),
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
      fc.array(mishap, { maxLength: 12 }),
      fc.array(fc.boolean(), { maxLength: 6 }),
      async (count, batchSize, bisect, mishaps, repeats) => {
        let invocations = 0;
        let batches = 0;
        /** In the order in which they were first processed. */
        const processed: string[] = [];
        const passed: string[] = [];
        const { commits, sent } = await playShard({
          records: LETTERS.slice(0, count),
          config: { batchSize, bisect, reportItemFailures: true },
          redelivery: {
            planned() {
              batches += 1;
              return repeats[batches - 1] ?? false;
            },
            cut: (size) => Math.ceil(size / 2),
          },
          fn(data, event) {
            invocations += 1;
            const next = mishaps[invocations - 1] ?? data.length;
            if (next === 'throttle') return THROTTLED;
            if (next === 'throw') throw new Error('mishap');
            if (next === 'nonsense') return { batchItemFailures: [{ itemIdentifier: 'nobody' }] };
            processed.push(...data.slice(0, next).filter((item) => !processed.includes(item)));
            const itemIdentifier = event.Records[next]?.kinesis.sequenceNumber;
            return itemIdentifier === undefined ? null : { batchItemFailures: [{ itemIdentifier }] };
          },
          onCommit(payload) {
            if (!processed.includes(payload)) passed.push(payload);
          },
        });
        expect(processed.join('')).toBe(LETTERS.slice(0, count));
        expect(passed).toEqual([]);
        expect(commits).toEqual([...new Set(commits)].sort());
        expect(commits.at(-1)).toBe(LETTERS[count - 1]);
        expect(sent).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});
