import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../../src/cli/cli-error.ts';
import type { Pipeline } from '../../src/engine/pipeline.ts';
import { makeEventCheck, ProducerError, type ProducerOptions, type SendOptions } from '../../src/producer/index.ts';
import { runCli } from './fake-session.ts';
import payments from './pipelines/payments.ts';
import readings from './pipelines/readings.ts';
import shop from './pipelines/shop.ts';

export interface Sent {
  readonly type: string;
  readonly event: unknown;
  readonly options: SendOptions | undefined;
}

export interface ProduceScript {
  /** What standard input holds, in these pieces. */
  readonly stdin?: readonly (string | Uint8Array)[];
  /** A file of this name, whose path stands for it in the command line. */
  readonly file?: { readonly name: string; readonly content: string | Uint8Array };
  /** The stream fails for good after so many events. */
  readonly failAfter?: number;
}

const PIPELINES = new Map<string, Pipeline>([readings, payments, shop].map((each) => [each.name, each]));

/** Runs `millrace produce …` over a producer that checks events as the real one does, and keeps them. */
export async function runProduce(line: string, { stdin = [], file, failAfter }: ProduceScript = {}) {
  const sent: Sent[] = [];
  const opened: { pipeline: string; endpoint: string | undefined; options: ProducerOptions }[] = [];
  const progress: { totalBytes: number | undefined; doneBytes: number; events: number }[] = [];
  let isClosed = false;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const piece of stdin) yield typeof piece === 'string' ? Buffer.from(piece) : piece;
  }
  const folder = file && mkdtempSync(join(tmpdir(), 'produce-'));
  const path = folder && file ? join(folder, file.name) : '';
  if (file) writeFileSync(path, file.content);
  try {
    const run = await runCli(`produce ${file ? line.replace(file.name, path) : line}`, {
      sending: {
        loadPipeline: async (name) => {
          const found = PIPELINES.get(name);
          if (found) return found;
          throw new CliError(`there is no pipeline "${name}"`, 2);
        },
        stdin: pieces(),
        startProgress: (totalBytes) => ({
          update: (doneBytes, events) => progress.push({ totalBytes, doneBytes, events }),
          clear() {},
          stop() {},
        }),
        openProducer: async (pipeline, endpoint, options) => {
          opened.push({ pipeline: pipeline.name, endpoint, options });
          const check = makeEventCheck(pipeline);
          return {
            send: async (type, event, sendOptions) => {
              check(type, event, sendOptions?.version);
              if (sent.length === failAfter) throw new ProducerError('stream readings is gone');
              sent.push({ type: type.name, event, options: sendOptions });
            },
            close: async () => {
              isClosed = true;
            },
            stats: () => ({
              ...{ sent: sent.length, pending: 0, records: 1, bytes: 0, eventsPerRecord: 1 },
              ...{ calls: 1, retries: 0, throttled: 0 },
            }),
          };
        },
      },
    });
    return { ...run, sent, events: sent.map(({ event }) => event), opened, progress, isClosed };
  } finally {
    if (folder) rmSync(folder, { recursive: true });
  }
}
