import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { tickEveryMinute, tickOf } from '../../localstack/container/ticks.ts';
import { parsePoke } from '../../src/codecs/task-message.ts';
import { pipelineApp } from '../infra/support.ts';

describe('the schedule, fired in LocalStack’s place', () => {
  it('sends what the synthesized schedule sends, and the keeper understands it', () => {
    const { body, messageGroupId } = tickOf(Template.fromStack(pipelineApp().processing).toJSON(), 'execution-1');
    expect(parsePoke(body)).toEqual({ kind: 'tick', id: 'execution-1' });
    expect(messageGroupId).toBe('keeper');
  });

  it('refuses a template without a schedule', () => {
    expect(() => tickOf({ Resources: {} }, 'execution-1')).toThrow('the template holds no schedule for a queue');
  });

  it('sends one at once and one a minute until it is stopped', async () => {
    const stop = new AbortController();
    const sent: string[] = [];
    const delays: number[] = [];
    await tickEveryMinute(
      async () => void sent.push('tick'),
      async (delayMs) => {
        delays.push(delayMs);
        if (delays.length === 3) stop.abort();
      },
      stop.signal,
    );
    expect({ sent: sent.length, delays }).toEqual({ sent: 3, delays: [60_000, 60_000, 60_000] });
  });
});
