import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeDueHeap } from '../../../localstack/embedded/sqs/due-heap.ts';

test('gives back what is due, earliest first, and nothing that is not', () => {
  const operation = fc.oneof(fc.record({ push: fc.nat(100) }), fc.record({ popDue: fc.nat(100) }));
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
      const heap = makeDueHeap<number>();
      const expected: number[] = [];
      for (const op of operations) {
        if ('push' in op) {
          heap.push(op.push, op.push);
          expected.push(op.push);
          expected.sort((a, b) => a - b);
        } else {
          const [first] = expected;
          const due = first !== undefined && first <= op.popDue ? expected.shift() : undefined;
          expect(heap.popDue(op.popDue)).toBe(due);
        }
        expect(heap.nextDueMs()).toBe(expected[0]);
        expect(heap.size()).toBe(expected.length);
      }
    }),
  );
});
