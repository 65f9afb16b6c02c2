import type { ClaimStore } from './claim-store.ts';
import type { ControlStore } from './control-store.ts';
import type { MarkStore } from './mark-store.ts';
import type { PartialStore } from './partial-store.ts';
import type { ProgressStore } from './progress-store.ts';
import type { RedriveStore } from './redrive-store.ts';
import type { WindowIndex } from './window-index.ts';

/** Everything durable but the results: one table. */
export interface StateStore
  extends ProgressStore,
    PartialStore,
    MarkStore,
    ControlStore,
    ClaimStore,
    RedriveStore,
    WindowIndex {}
