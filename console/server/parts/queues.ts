import type { PipelineClient, QueueDepth } from '../../../src/client/index.ts';
import type { Part } from '../part.ts';

const EVERY_MS = 2_000;

export interface QueuesDeps extends Pick<PipelineClient, 'resources'> {
  readonly readDepth: (queueUrl: string) => Promise<QueueDepth>;
}

/** How much each queue holds, by SQS's own estimate. */
export function queuesPart({ resources, readDepth }: QueuesDeps): Part<'queues'> {
  return {
    everyMs: EVERY_MS,
    async read() {
      const depths = Object.entries(resources.queues).map(async ([name, url]) => {
        const { visible, inFlight, delayed } = await readDepth(url);
        return [name, { waiting: visible + delayed, inFlight }] as const;
      });
      return Object.fromEntries(await Promise.all(depths));
    },
  };
}
