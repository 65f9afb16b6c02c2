import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeSettings } from '../../lib/complete-settings.ts';
import { backOffSumSeconds } from '../../lib/lifetimes.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings.ts';

/** What a person is told about these settings, over the defaults. */
const issuesOf = (settings: Partial<typeof DEFAULT_SETTINGS>) =>
  completeSettings({ ...DEFAULT_SETTINGS, ...settings }).issues;

/** SQS's 12 h, less an hour for what an invocation takes. */
const LONGEST = 39_600;

describe('back-offs', () => {
  it.each([
    [1, 30, 30],
    [5, 30, 30 + 60 + 120 + 240 + 480],
    [3, 20_000, 20_000 + LONGEST + LONGEST],
  ])('%d receives from %d s add up to %d s', (retryMaxReceives, retryBackOffSeconds, sum) => {
    expect(backOffSumSeconds({ retryMaxReceives, retryBackOffSeconds })).toBe(sum);
  });

  it('add up to at most 11 h a receive, and grow with either setting', () => {
    const receives = fc.integer({ min: 1, max: 1_000 });
    const seconds = fc.integer({ min: 1, max: LONGEST });
    fc.assert(
      fc.property(receives, seconds, (retryMaxReceives, retryBackOffSeconds) => {
        const sum = backOffSumSeconds({ retryMaxReceives, retryBackOffSeconds });
        expect(sum).toBeLessThanOrEqual(retryMaxReceives * LONGEST);
        expect(backOffSumSeconds({ retryMaxReceives: retryMaxReceives + 1, retryBackOffSeconds })).toBeGreaterThan(sum);
        expect(
          backOffSumSeconds({ retryMaxReceives, retryBackOffSeconds: retryBackOffSeconds + 1 }),
        ).toBeGreaterThanOrEqual(sum);
      }),
    );
  });
});

describe('settings under which a record would be dropped before its time', () => {
  it('the defaults are none', () => {
    expect(issuesOf({})).toEqual([]);
  });

  it('a dead-letter queue that keeps for less than the retry queue', () => {
    expect(issuesOf({ retryRetentionDays: 5, dlqRetentionDays: 5 })).toEqual([]);
    expect(issuesOf({ retryRetentionDays: 5, dlqRetentionDays: 4 })).toEqual([
      'dlqRetentionDays: given 4, must be at least 5 (retryRetentionDays): a record keeps its age when SQS moves it, and would be dropped on arrival',
    ]);
  });

  it('back-offs that use up more than half of the retry queue’s retention', () => {
    // 11 h each from the eleventh receive on.
    const twelve = { retryMaxReceives: 12, retryBackOffSeconds: 60, retryRetentionDays: 4 };
    expect(issuesOf(twelve)).toEqual([]);
    expect(issuesOf({ ...twelve, retryRetentionDays: 2 })).toEqual([
      'retryBackOffSeconds: given 60, doubled over 12 receives (retryMaxReceives) it adds up to 140580 s, more than half of ' +
        'retryRetentionDays 2: a record could be dropped before it reaches the dead-letter queue; shorten it, lower retryMaxReceives ' +
        'or raise retryRetentionDays',
    ]);
  });

  it('an archive that forgets what a redriven letter refers to', () => {
    expect(issuesOf({ archiveRetentionDays: 28 })).toEqual([]);
    expect(issuesOf({ archiveRetentionDays: 27 })).toEqual([
      'archiveRetentionDays: given 27, must be at least 28 (twice dlqRetentionDays): a letter that is redriven once lives that long, and what it refers to has to',
    ]);
  });

  it('no alarm on the age of what only waits for its next back-off', () => {
    expect(issuesOf({ retryAgeAlarmSeconds: 931 })).toEqual([]);
    expect(issuesOf({ retryAgeAlarmSeconds: 930 })).toEqual([
      'retryAgeAlarmSeconds: given 930, must be above 930 (the sum of back-offs, which a record may wait in good order), or left out',
    ]);
  });
});
