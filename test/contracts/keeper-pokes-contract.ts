import { deepEqual } from 'node:assert/strict';
import type { Poke } from '../../src/codecs/task-message.ts';
import type { KeeperPokes } from '../../src/ports/task-queue.ts';
import type { Check } from './contract.ts';
import { type Faulty, failing } from './faults.ts';

export interface KeeperPokesFixture extends Faulty {
  readonly pokes: KeeperPokes;
  /** Takes out what has arrived, `count` pokes at least, as the keeper reads them. */
  take(count: number): Promise<readonly Poke[]>;
  /** Lets time pass. */
  pass(ms: number): void;
}

const FIVE_MINUTES_MS = 300_000;

export const keeperPokesContract: readonly Check<KeeperPokesFixture>[] = [
  {
    name: 'pokes arrive in order, with kind and id',
    async run({ pokes, take }) {
      const sent: Poke[] = [
        { kind: 'crossed', id: 'shardId-000000000000|978310800000' },
        { kind: 'drain', id: 'an operator' },
      ];
      for (const { kind, id } of sent) if (kind !== 'tick') await pokes.poke({ kind, id });
      deepEqual(await take(2), sent);
    },
  },
  {
    name: 'pokes with one id are one poke for five minutes, and two after',
    async run({ pokes, take, pass }) {
      const poke = { kind: 'crossed', id: 'shardId-000000000000|1' } as const;
      await pokes.poke(poke);
      deepEqual(await take(1), [poke]);
      pass(FIVE_MINUTES_MS - 10_000);
      await pokes.poke(poke);
      deepEqual(await take(0), []);
      pass(20_000);
      await pokes.poke(poke);
      deepEqual(await take(1), [poke]);
    },
  },
  {
    name: 'any text can be an id, and ids that differ make two pokes',
    async run({ pokes, take }) {
      const ids = ['x'.repeat(1_000), `${'x'.repeat(1_000)}y`, 'Ä ключ 👩‍👩‍👧 \u0000 \uffff', ' ', 'a|b', 'A|b'];
      for (const id of ids) await pokes.poke({ kind: 'crossed', id });
      deepEqual(
        (await take(ids.length)).map(({ id }) => id),
        ids,
      );
    },
  },
  {
    name: 'after a lost answer the poke is there, and poking again changes nothing',
    async run(fixture) {
      const { pokes, take } = fixture;
      await failing(fixture, 'before', () => pokes.poke({ kind: 'drain', id: 'lost' }));
      await failing(fixture, 'after', () => pokes.poke({ kind: 'drain', id: 'arrived' }));
      await pokes.poke({ kind: 'drain', id: 'arrived' });
      deepEqual(await take(1), [{ kind: 'drain', id: 'arrived' }]);
      deepEqual(await take(0), []);
    },
  },
];
