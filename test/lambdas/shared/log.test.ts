import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeLog } from '../../../lambdas/shared/log.ts';

describe('the log of a function', () => {
  afterEach(() => vi.restoreAllMocks());

  it('names pipeline and request on each line, the request being that of the invocation under way', () => {
    const lines: Record<string, unknown>[] = [];
    const keep = (text: unknown) => void lines.push(JSON.parse(String(text)));
    // Powertools prints by a console of its own, or by the process' one while developing.
    vi.spyOn(console, 'info').mockImplementation(keep);
    vi.stubEnv('POWERTOOLS_DEV', 'true');
    const log = makeLog('materializer', 'sales');
    log.begin({ awsRequestId: 'first' });
    log.info('task', { window: 1 });
    log.begin({ awsRequestId: 'second' });
    log.info('task', { window: 2 });
    expect(lines).toMatchObject([
      { pipeline: 'sales', service: 'materializer', requestId: 'first', message: 'task', window: 1 },
      { pipeline: 'sales', service: 'materializer', requestId: 'second', message: 'task', window: 2 },
    ]);
    vi.unstubAllEnvs();
  });
});
