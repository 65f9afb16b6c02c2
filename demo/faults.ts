import type { LocalAws, LocalChaos } from '../localstack/embedded/local-aws.ts';
import { DemoError } from './demo-error.ts';
import { count } from './view/format.ts';

/** What `--chaos` injects; rates so that each fault happens in nearly every run, and a run still ends within two minutes. */
export function chaosOf(seed: number): LocalChaos {
  return {
    seed,
    functions: { killed: 0.2, redelivered: 0.25 },
    sqs: { delayed: 0.15, duplicated: 0.15, redelivered: 0.15, lost: 0.25, shuffled: 0.4 },
  };
}

/** Faults by kind, and the words for them. */
const KINDS: Readonly<Record<string, string>> = {
  killedDuring: 'functions killed at work',
  killedAfter: 'functions killed before their answer',
  batchesRedelivered: 'batches delivered again',
  delayed: 'messages delayed',
  duplicated: 'messages sent twice',
  redelivered: 'messages delivered again',
  lost: 'answers of queues lost',
  shuffled: 'messages out of order',
  shardsSplit: 'splits of a shard',
};

/** Faults that were to happen: injects them, counts them, and stops them. */
export interface Faults {
  /** How often each kind was injected. */
  injections(): Readonly<Record<string, number>>;
  /** Splits a shard of the stream. */
  splitShard(): Promise<void>;
  /** No more faults, so that the run can end. */
  calm(): void;
}

export function makeFaults(aws: Pick<LocalAws, 'injections' | 'splitStream' | 'calm'>, streamName: string): Faults {
  let shardsSplit = 0;
  return {
    injections: () => ({ ...aws.injections(), shardsSplit }),
    async splitShard() {
      await aws.splitStream(streamName);
      shardsSplit += 1;
    },
    calm: () => aws.calm(),
  };
}

/** Kinds that were never injected. */
export function missingKinds(injections: Readonly<Record<string, number>>): string[] {
  return Object.keys(KINDS).filter((kind) => (injections[kind] ?? 0) === 0);
}

/** One line a kind. @throws DemoError for a kind that nobody gave words to */
export function describeInjections(injections: Readonly<Record<string, number>>): string[] {
  return Object.entries(injections).map(([kind, times]) => {
    const words = KINDS[kind];
    if (words === undefined) throw new DemoError(`the local AWS injects "${kind}", which demo/faults.ts does not know`);
    return `${count(times)} ${words}`;
  });
}
