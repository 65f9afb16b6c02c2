import type { LiveParts, PartName } from '../api/views.ts';

/** Reads one part of what is told again and again. */
export interface Part<N extends PartName> {
  readonly read: () => Promise<LiveParts[N]>;
  /** At least so long between two reads. */
  readonly everyMs: number;
}

export type Parts = { readonly [N in PartName]: Part<N> };
