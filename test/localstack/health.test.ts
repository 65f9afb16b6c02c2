import { describe, expect, it } from 'vitest';
import { missingServices, NEEDED_SERVICES } from '../../localstack/container/health.ts';

const all = Object.fromEntries(NEEDED_SERVICES.map((name) => [name, 'available']));

describe('health of LocalStack', () => {
  it('takes a service that waits for its first call for one that is there', () => {
    expect(missingServices({ services: { ...all, lambda: 'running' }, edition: 'pro', version: '2026.9.0' })).toEqual(
      [],
    );
  });

  it('names what the plan does not offer, or what failed to start', () => {
    const { scheduler: _, ...rest } = all;
    expect(missingServices({ services: { ...rest, kinesis: 'error' } })).toEqual(['kinesis', 'scheduler']);
  });

  it('misses everything in an answer that is no health report', () => {
    expect(missingServices('ok')).toEqual(NEEDED_SERVICES);
  });
});
