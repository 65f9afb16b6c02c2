import { backOffSumSeconds, checkLifetimes } from './lifetimes.ts';
import type { Settings, SettingsInput } from './settings.ts';

/** Lambda asks for a visibility timeout of at least this many function timeouts on a queue that feeds a function (SQS mapping guide). */
const VISIBILITY_PER_TIMEOUT = 6;

/** How long a record may wait beyond its back-offs before `retry-queue-age` tells. */
const RETRY_AGE_SLACK_SECONDS = 900;

/** Fills in the derived settings; `issues` lists settings that contradict each other. */
export function completeSettings(input: SettingsInput): { settings: Settings; issues: readonly string[] } {
  const issues: string[] = checkLifetimes(input);
  const visibility = (
    setting: keyof SettingsInput,
    given: number | undefined,
    timeout: keyof SettingsInput & `${string}TimeoutSeconds`,
  ) => {
    const least = VISIBILITY_PER_TIMEOUT * input[timeout];
    if (given !== undefined && given < least) {
      issues.push(
        `${setting}: given ${given}, must be at least ${least} (${VISIBILITY_PER_TIMEOUT} times ${timeout}), or left out`,
      );
    }
    return given ?? least;
  };
  const backOffs = backOffSumSeconds(input);
  if (input.retryAgeAlarmSeconds !== undefined && input.retryAgeAlarmSeconds <= backOffs) {
    issues.push(
      `retryAgeAlarmSeconds: given ${input.retryAgeAlarmSeconds}, must be above ${backOffs} (the sum of back-offs, which a record may wait in good order), or left out`,
    );
  }
  const settings = {
    ...input,
    taskVisibilitySeconds: visibility(
      'taskVisibilitySeconds',
      input.taskVisibilitySeconds,
      'materializerTimeoutSeconds',
    ),
    pokeVisibilitySeconds: visibility('pokeVisibilitySeconds', input.pokeVisibilitySeconds, 'keeperTimeoutSeconds'),
    retryVisibilitySeconds: VISIBILITY_PER_TIMEOUT * input.redriverTimeoutSeconds,
    undeliverableVisibilitySeconds: VISIBILITY_PER_TIMEOUT * input.recoveryTimeoutSeconds,
    retryAgeAlarmSeconds: input.retryAgeAlarmSeconds ?? backOffs + RETRY_AGE_SLACK_SECONDS,
  };
  return { settings, issues };
}
