import type { Alarm } from '../../src/client/alarm.ts';

/** One that has gone off. */
export const TASK_AGE_ALARM: Alarm = {
  name: 'task-age',
  state: 'ALARM',
  isComposite: false,
  description: 'Windows wait.',
  runbook: 'docs/runbooks/task-age.md',
  reason: 'Threshold Crossed',
  sinceMs: null,
};
