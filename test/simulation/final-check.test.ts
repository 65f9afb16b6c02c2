import { describe, expect, it } from 'vitest';
import { LEFT_UNDONE } from './mutants/profiles.ts';
import type { Profile } from './profile.ts';
import { run } from './run.ts';

/** Lanes are halted over pauses, while senders send ids again: one batch claims what came days apart. */
const FAR_BEHIND: Profile = { ...LEFT_UNDONE, bias: { ...LEFT_UNDONE.bias, isRepeating: true } };

describe('an id sent again after the horizon, within it of the batch that the first was claimed with', () => {
  it('may be what its lane decided', { timeout: 30_000 }, async () => {
    expect((await run(127, { profile: FAR_BEHIND, isTraced: false })).violation).toBeNull();
  });

  it('may be what its redrive decided', { timeout: 30_000 }, async () => {
    expect((await run(920, { profile: FAR_BEHIND, isTraced: false })).violation).toBeNull();
  });
});
