import { disputed, type Faults, late, type ModelEvent, plain, rejected, type Scope } from './scope.ts';

const scope = (
  name: string,
  events: readonly ModelEvent[],
  faults: Partial<Faults>,
  redrivers: Scope['redrivers'] = 0,
  materializers: Scope['materializers'] = 1,
): Scope => ({ name, events, faults, materializers, redrivers });

const THREE = [plain(0, 1), plain(0, 2), plain(1, 1)];

/** Each is gone through whole. Three events where one thing goes wrong, fewer where several do. */
export const fullScopes: readonly Scope[] = [
  scope('three events, a crash', THREE, { crashes: 1 }),
  scope('three events, tasks lost and repeated', THREE, { lostTasks: 1, repeatedTasks: 1 }),
  scope('three events of a window, two tasks at once', [plain(0, 1), plain(0, 1), plain(1, 1)], {}, 0, 2),
  scope('three events, an attempt that runs on', THREE, { zombies: 1 }),
  scope(
    'three events, one that versions judge differently, a crash',
    [plain(0, 1), disputed(0, 1), plain(1, 2)],
    { crashes: 1 },
    1,
  ),
  scope('three events, one redriven twice at once', [rejected(0, 1), plain(0, 1), plain(1, 2)], {}, 2),
  scope('two windows, a crash, a zombie and a refused write', [plain(0, 1), plain(0, 3)], {
    crashes: 1,
    zombies: 1,
    failures: 1,
  }),
  scope('two lanes, a crash, a zombie and a lost task', [plain(0, 1), plain(1, 1)], {
    crashes: 1,
    zombies: 1,
    lostTasks: 1,
  }),
  scope('two lanes, two crashes, two tasks at once', [plain(0, 1), plain(1, 1)], { crashes: 2 }, 0, 2),
  scope('too late for one of two windows, or not', [plain(0, 1), late(0, 3, 1)], { crashes: 1, zombies: 1 }),
  scope('versions differ, a crash', [plain(0, 1), disputed(0, 1)], { crashes: 1 }, 2),
  scope('versions differ, an attempt that runs on', [plain(0, 1), disputed(0, 1)], { zombies: 1 }, 2),
  scope(
    'versions differ, a crash, a zombie and a lost task',
    [disputed(0, 1)],
    { crashes: 1, zombies: 1, lostTasks: 1 },
    2,
  ),
  scope('versions differ, two crashes', [disputed(0, 3)], { crashes: 2 }, 2),
];
