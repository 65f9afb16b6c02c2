import { afterEach, describe, expect, it, vi } from 'vitest';
import { telemetryOf } from '../../../lambdas/aws/telemetry.ts';
import { makeEnvironment } from '../../../lambdas/shared/environment.ts';
import { makeLogBook } from '../../support/logs.ts';

const ON = { METRICS: 'on', POWERTOOLS_METRICS_NAMESPACE: 'Millrace' };

/** A function's telemetry, and the text that it writes to standard output. */
function startTelemetry(variables: Readonly<Record<string, string>> = ON) {
  let written = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
  const log = makeLogBook();
  const telemetry = telemetryOf({ environment: makeEnvironment(variables) }, 'flights', log);
  /** Each line as CloudWatch reads it. */
  const lines = (): unknown[] =>
    written
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
  return { telemetry, log, lines };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a line of metrics', () => {
  it('of a pipeline is one of JSON, with the pipeline as its only dimension', () => {
    const { telemetry, lines } = startTelemetry();
    telemetry.ofPipeline({ EventsRead: 7, BatchDuration: 12.5 });
    expect(lines()).toEqual([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: 'Millrace',
              Dimensions: [['pipeline']],
              Metrics: [
                { Name: 'EventsRead', Unit: 'Count' },
                { Name: 'BatchDuration', Unit: 'Milliseconds' },
              ],
            },
          ],
        },
        pipeline: 'flights',
        EventsRead: 7,
        BatchDuration: 12.5,
      },
    ]);
  });

  it('of an aggregation has that and the pipeline as its dimensions, and nothing of the line before', () => {
    const { telemetry, lines } = startTelemetry();
    telemetry.ofPipeline({ EventsRead: 7 });
    telemetry.ofAggregation('by-route', { EventsCounted: 0 });
    telemetry.ofPipeline({ EventsRead: 8 });
    const [, ofAggregation, last] = lines();
    expect(ofAggregation).toEqual({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'Millrace',
            Dimensions: [['pipeline', 'aggregation']],
            Metrics: [{ Name: 'EventsCounted', Unit: 'Count' }],
          },
        ],
      },
      pipeline: 'flights',
      aggregation: 'by-route',
      EventsCounted: 0,
    });
    expect(last).not.toHaveProperty('aggregation');
    expect(last).toMatchObject({ EventsRead: 8, _aws: { CloudWatchMetrics: [{ Dimensions: [['pipeline']] }] } });
  });

  it('without values is none', () => {
    const { telemetry, lines, log } = startTelemetry();
    telemetry.ofAggregation('by-route', {});
    expect(lines()).toEqual([]);
    expect(log.lines).toEqual([]);
  });

  it('that cannot be written is a warning, and leaves nothing to the next', () => {
    const { telemetry, lines, log } = startTelemetry();
    telemetry.ofAggregation('by-route', {
      EventsCounted: 1,
      get EventsFiltered(): number {
        throw new Error('not known');
      },
    });
    expect(log.lines).toEqual(['warn metrics could not be written']);
    telemetry.ofPipeline({ EventsRead: 7 });
    const [line, ...others] = lines();
    expect(others).toEqual([]);
    expect(line).not.toHaveProperty('EventsCounted');
    expect(line).toMatchObject({ EventsRead: 7, _aws: { CloudWatchMetrics: [{ Dimensions: [['pipeline']] }] } });
  });

  it('is not written where METRICS is off', () => {
    const { telemetry, lines } = startTelemetry({ ...ON, METRICS: 'off' });
    telemetry.ofPipeline({ EventsRead: 7 });
    telemetry.ofAggregation('by-route', { EventsCounted: 7 });
    expect(telemetry.isOn).toBe(false);
    expect(lines()).toEqual([]);
  });
});
