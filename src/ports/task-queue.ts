import type { WindowPartition } from './partial-store.ts';

/** "Materialize this window-partition." Lost or doubled tasks are harmless: marks remember what is to do. */
export interface MaterializeTask {
  readonly window: WindowPartition;
  /** The window was announced before: read the rows first and write only what grew. */
  readonly late: boolean;
}

export interface TaskQueue {
  /** @param delayMs gathers several late events of one window into one task; whole seconds, at most 900 s */
  sendTasks(tasks: readonly MaterializeTask[], delayMs: number): Promise<void>;
}

/** Asks the watermark keeper to run before its next minute. */
export interface KeeperPokes {
  /** @param id pokes with one id within five minutes are one poke */
  poke(poke: { readonly kind: 'crossed' | 'drain'; readonly id: string }): Promise<void>;
}
