import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Alarm, Health, HealthOptions } from '../../src/client/index.ts';
import { TASK_AGE_ALARM } from '../support/alarms.ts';
import { runCli, type Script } from './fake-session.ts';
import { HEALTH, LANE, NOW_MS } from './read-answers.ts';

/** @param asked is given what the client was asked for */
const clientOf = (health: Health, asked: HealthOptions[] = []): Script => ({
  client: {
    health: async (options = {}) => {
      asked.push(options);
      return health;
    },
    lanes: async (options = {}) => {
      asked.push(options);
      return health.lanes;
    },
  },
  clock: { nowMs: () => NOW_MS, after: async () => {} },
});

const ALARM: Alarm = { ...TASK_AGE_ALARM, sinceMs: NOW_MS - 60_000 };

const plain = (out: readonly string[]) =>
  stripVTControlCharacters(out.join('\n'))
    .split('\n')
    .map((line) => line.trimEnd());

describe('millrace status', () => {
  it('tells at a glance how a pipeline is', async () => {
    const { exitCode, out } = await runCli('status flights', clientOf(HEALTH));
    expect(exitCode).toBe(0);
    expect(plain(out)).toEqual([
      'flights: healthy',
      'watermark   2026-11-22T11:56:00Z, 4m behind the clock; newest event 2026-11-22T11:58:00Z, 2m ahead of it',
      'lanes       2: 1 active, 1 idle; oldest unread record arrived 12s ago',
      'accounts    1,234 read = 1,230 accepted + 0 duplicate + 4 rejected + 0 ignored',
      '            hourly: 1,230 accepted = 1,200 counted + 20 filtered + 9 too late + 1 while it was absent',
      'windows     hourly: 3 open, 1 waiting, fired through 2026-11-22T11:55:00Z',
      'queues      retry 6, dead-letter 0, late 10, undeliverable 0, unrecovered 0',
      'redriven    1 rejected event, 2 late events',
    ]);
  });

  it('says what needs attention, a line each, and exits with 1', async () => {
    const [whole] = HEALTH.equations;
    const sick: Health = {
      ...HEALTH,
      findings: [
        { kind: 'lane-stalled', line: 'a lane' },
        { kind: 'dead-letters', line: 'letters' },
      ],
      equations: whole ? [{ ...whole, holds: false, difference: 2 }] : [],
      alarms: [ALARM, { ...ALARM, name: 'late', state: 'OK' }, { ...ALARM, name: 'unhealthy', isComposite: true }],
    };
    const { exitCode, out, said } = await runCli('status flights', clientOf(sick));
    expect({ exitCode, said }).toEqual({ exitCode: 1, said: [] });
    expect(plain(out)).toEqual(
      expect.arrayContaining([
        'flights: needs attention',
        'accounts    1,234 read ≠ 1,230 accepted + 0 duplicate + 4 rejected + 0 ignored',
        'alarms      1 OK, 1 ALARM',
        '! a lane',
        '! letters',
      ]),
    );
  });

  it('writes one JSON object', async () => {
    const { out } = await runCli('status flights --json', clientOf(HEALTH));
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      pipeline: 'flights',
      at: '2026-11-22T12:00:00Z',
      healthy: true,
      findings: [],
      watermark: '2026-11-22T11:56:00Z',
      behindMs: 240_000,
      newestEvent: '2026-11-22T11:58:00Z',
      equations: [
        { aggregation: null, total: 1_234, holds: true },
        { aggregation: 'hourly', difference: 0 },
      ],
      windows: [{ aggregation: 'hourly', open: 3, waiting: 1, firedThrough: '2026-11-22T11:55:00Z' }],
      queues: { retry: { visible: 1, inFlight: 2, delayed: 3 } },
      alarms: null,
      lanes: [{ shard: LANE.shardId, state: 'active' }, { state: 'idle' }],
    });
  });

  it('says in one line that alarms could not be read, and exits as without them', async () => {
    const unread = { ...HEALTH, alarmsFailure: 'not allowed: u' };
    const { exitCode, out } = await runCli('status flights', clientOf(unread));
    expect(exitCode).toBe(0);
    expect(plain(out).slice(-1)).toEqual(['alarms      could not be read: not allowed: u']);
    const json = await runCli('status flights --json', clientOf(unread));
    expect(JSON.parse(json.out[0] ?? '')).toMatchObject({
      healthy: true,
      alarms: null,
      alarmsFailure: 'not allowed: u',
    });
  });

  it('gives programs all alarms, the composite one too', async () => {
    const unhealthy = { ...ALARM, name: 'unhealthy', isComposite: true, sinceMs: null };
    const { out } = await runCli('status flights --json', clientOf({ ...HEALTH, alarms: [ALARM, unhealthy] }));
    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      alarms: [
        {
          name: 'task-age',
          state: 'ALARM',
          isComposite: false,
          reason: 'Threshold Crossed',
          since: '2026-11-22T11:59:00Z',
        },
        { name: 'unhealthy', isComposite: true, since: null },
      ],
      alarmsFailure: null,
    });
  });

  it('is as patient as it is told', async () => {
    const asked: HealthOptions[] = [];
    await runCli('status flights', clientOf(HEALTH, asked));
    await runCli('status flights --patience 1m', clientOf(HEALTH, asked));
    expect(asked).toEqual([{ patienceMs: 15_000 }, { patienceMs: 60_000 }]);
  });

  it('says that nothing was read yet', async () => {
    const fresh = { ...HEALTH, progress: { ...HEALTH.progress, watermarkMs: null }, lanes: [] };
    const { out } = await runCli('status flights', clientOf(fresh));
    expect(plain(out).slice(1, 3)).toEqual(['watermark   none: nothing was read yet', 'lanes       0']);
  });

  it('exits with 2 for a pipeline that cannot be reached', async () => {
    const failure = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect((await runCli('status flights', { failure })).exitCode).toBe(2);
    const health = () => Promise.reject(failure);
    expect((await runCli('status flights', { client: { health } })).exitCode).toBe(2);
  });
});

describe('millrace lanes', () => {
  it('shows a table on a terminal, with ages', async () => {
    const { out } = await runCli('lanes flights', { ...clientOf(HEALTH), isTerminal: true });
    expect(plain(out).slice(0, 2)).toEqual([
      'shard                 state    read  accepted  duplicate  rejected  ignored  newest event          watermark             last arrival  oldest unread  attempts  done through',
      'shardId-000000000000  active  1,234     1,230          0         4        0  2026-11-22T11:58:00Z  2026-11-22T11:57:00Z  9s ago        12s ago        2         …6804767941',
    ]);
  });

  it('writes lines into a pipe, in full', async () => {
    const { out } = await runCli('lanes flights', clientOf(HEALTH));
    expect(out[1]?.split('\t').slice(7)).toEqual([
      '2026-11-22T11:58:00Z',
      '2026-11-22T11:57:00Z',
      '2026-11-22T11:59:00Z',
      '2026-11-22T11:59:51Z',
      '2026-11-22T11:59:48Z',
      '2',
      '0056496804767941',
      '0056496804767942',
    ]);
  });

  it('writes JSON lines', async () => {
    const { out } = await runCli('lanes flights --json', clientOf(HEALTH));
    expect(out).toHaveLength(2);
    expect(JSON.parse(out[0] ?? '')).toEqual({
      shard: 'shardId-000000000000',
      state: 'active',
      shardState: 'open',
      donePosition: '0056496804767941',
      decidedPosition: '0056496804767942',
      doneEventTime: '2026-11-22T11:58:00Z',
      decidedEventTime: '2026-11-22T11:59:00Z',
      watermark: '2026-11-22T11:57:00Z',
      lastArrival: '2026-11-22T11:59:51Z',
      oldestUnread: '2026-11-22T11:59:48Z',
      attempts: { position: '0056496804767943', count: 2, since: '2026-11-22T11:59:30Z' },
      undelivered: [],
      counts: LANE.progress.counts,
    });
  });

  it('says so where there are none', async () => {
    expect(await runCli('lanes flights', clientOf({ ...HEALTH, lanes: [] }))).toMatchObject({
      out: [],
      notes: ['the stream has no shards'],
    });
  });
});
