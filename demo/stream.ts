import type { Clock, PipelineProgress } from '../src/client/index.ts';
import { makeProducer } from '../src/producer/index.ts';
import { Arrived } from './arrived.ts';
import { DemoError } from './demo-error.ts';
import type { Demo } from './demos/demo.ts';
import { type Faults, missingKinds } from './faults.ts';
import { readStream } from './read-stream.ts';
import { sendRest } from './send.ts';
import type { Site } from './start.ts';
import { makeTicker } from './ticker.ts';
import type { SentRecord } from './verifier/evidence.ts';
import type { ProgressView } from './view/progress-view.ts';
import { makeWatch } from './watch.ts';
import { windowsOfData } from './windows-of-data.ts';

export interface StreamDeps {
  readonly site: Site;
  readonly demo: Demo;
  /** The records to send. */
  readonly sent: readonly SentRecord[];
  /** Of the events among them. */
  readonly eventTimesMs: readonly number[];
  /** Only with `--chaos`. */
  readonly faults: Faults | undefined;
  readonly view: ProgressView;
  readonly clock: Clock;
}

const DRAIN_TIMEOUT_MS = 120_000;
/** How long to wait, all records being read, for the faults that have not happened yet. */
const FAULTS_TIMEOUT_MS = 20_000;

/** Sends the data, shows how it is processed, and drains. @returns how many records were in the stream already */
export async function streamAll(deps: StreamDeps): Promise<{ readonly resumedAt: number }> {
  const { site, demo, sent: records, faults, view, clock } = deps;
  const { client, clients } = site;
  const { streamName } = client.resources;
  const arrived = new Arrived(await readStream(clients.kinesis, streamName));
  if (arrived.count > 0) view.line(`  the stream holds ${arrived.count} records already; only the rest is sent`);

  let sent = arrived.count;
  const show = makeShow(deps, () => sent);
  const watch = makeWatch({ progress: () => client.progress(), clock, onLook: show, lastWords: site.lastWords });
  const producer = makeProducer({ ...site.sender, streamName, pipeline: demo.pipeline });
  await sendRest(
    {
      producer,
      arrived,
      watch,
      onSent: (count) => {
        sent = count;
      },
      onHalf: async () => faults?.splitShard(),
    },
    records,
  );
  if (faults) {
    const deadlineMs = clock.nowMs() + FAULTS_TIMEOUT_MS;
    while (missingKinds(faults.injections()).length > 0 && clock.nowMs() < deadlineMs) await watch.look();
    faults.calm();
  }
  const { drained, open } = await client.drain({ timeoutMs: DRAIN_TIMEOUT_MS, onProgress: show });
  if (!drained)
    throw new DemoError(`not drained in ${DRAIN_TIMEOUT_MS / 1_000} s: ${open.join('; ')}; ${site.lastWords()}`);
  await show(await client.progress());
  return { resumedAt: arrived.count };
}

/** Brings what a look found onto the screen. */
function makeShow({ site, demo, eventTimesMs, view, clock }: StreamDeps, sent: () => number) {
  const { pipeline, ticker } = demo;
  const windows = windowsOfData(pipeline, eventTimesMs);
  const tick = ticker && makeTicker(site.client, ticker, windows, (line) => view.line(`  ${line}`));
  const startedMs = clock.nowMs();
  let readAtStart: number | undefined;

  return async (progress: PipelineProgress): Promise<void> => {
    const { counts, watermarkMs } = progress;
    readAtStart ??= counts.read;
    const seconds = Math.max(1, clock.nowMs() - startedMs) / 1_000;
    view.update({
      sent: Math.max(sent(), counts.read),
      processed: counts.read,
      watermarkMs,
      windowsFired: windows.countFired(progress),
      perSecond: (counts.read - readAtStart) / seconds,
    });
    await tick?.(progress);
  };
}
