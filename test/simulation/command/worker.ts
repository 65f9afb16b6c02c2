import { perform } from './jobs.ts';
import type { Ask, Reply } from './worker-pool.ts';

// A process that does what it is asked, one thing after the other, until whoever asks is gone.

// Also in the middle of something.
process.on('disconnect', () => process.exit());

process.on('message', async (message) => {
  // Only its pool sends to it.
  const { kind, job } = message as Ask;
  process.send?.(await reply(kind, job));
});

async function reply(kind: Ask['kind'], job: Ask['job']): Promise<Reply> {
  try {
    return { answer: await perform(kind, job) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
