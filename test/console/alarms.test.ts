import { describe, expect, it } from 'vitest';
import { alarmsPart } from '../../console/server/parts/alarms.ts';
import { type Alarm, NoAlarmService } from '../../src/client/index.ts';

const ALARM: Alarm = {
  name: 'task-age',
  state: 'ALARM',
  isComposite: false,
  description: 'Windows have fired.',
  runbook: 'docs/runbooks/task-age.md',
  reason: 'because',
  sinceMs: 5,
};

const part = (answer: () => readonly Alarm[]) => alarmsPart({ pipeline: 'p', readAlarms: async () => answer() }).read();

describe('alarms of the console', () => {
  it('are those that tell something of their own', async () => {
    expect(await part(() => [ALARM, { ...ALARM, name: 'unhealthy', isComposite: true }])).toEqual({
      kept: true,
      alarms: [{ name: 'task-age', state: 'ALARM', description: 'Windows have fired.', reason: 'because', sinceMs: 5 }],
    });
  });

  it('are not kept where there are none, nobody is asked, or the endpoint knows of none', async () => {
    const nobody = () => {
      throw new NoAlarmService();
    };
    const none = { kept: false, alarms: [] };
    expect(await part(() => [])).toEqual(none);
    expect(await alarmsPart({ pipeline: 'p' }).read()).toEqual(none);
    expect(await part(nobody)).toEqual(none);
  });

  it('tell of other failures', async () => {
    const failing = () => {
      throw new Error('not allowed');
    };
    await expect(part(failing)).rejects.toThrow('not allowed');
  });
});
