import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startConsole } from '../../console/server/console.ts';
import { synthesize } from '../../demo/synth.ts';
import type { Flight } from '../../pipelines/flights/generated/flight.ts';
import pipeline, { flight } from '../../pipelines/flights/pipeline.ts';
import { makeReadDepth, systemClock } from '../../src/client/index.ts';
import { makeProducer, makeProducerDeps } from '../../src/producer/index.ts';
import { deploy } from '../failures/deployed.ts';
import { sendRecords } from '../failures/send.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const bin = fileURLToPath(new URL('../../bin/millrace.mjs', import.meta.url));
/** So that a result is put together of what several lanes have seen. */
const SHARDS = 2;

/** `flights` on a local AWS of its own, its console, and the command line as people have it. */
export interface FlightsSite {
  readonly url: string;
  readonly endpoint: string;
  readonly region: string;
  /** Sends flights, and waits until the stream has them. */
  send(flights: readonly Flight[]): Promise<void>;
  /** Sends a record that is no event. */
  sendJunk(): Promise<void>;
  /** Runs `npx millrace` in a process of its own. @returns the lines it answers */
  millrace(...args: readonly string[]): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function openFlightsSite(): Promise<FlightsSite> {
  const { signal } = new AbortController();
  const { directory } = await synthesize({ project, pipeline: pipeline.name, shards: SHARDS, signal });
  const deployed = await deploy(pipeline, directory);
  const { aws, client, clients } = deployed;
  const { endpoint, region } = aws;
  const { url, stop } = await startConsole(
    { pipeline: pipeline.name, endpoint, client, clock: systemClock, readDepth: makeReadDepth(clients.sqs) },
    0,
  );
  const { streamName } = client.resources;
  return {
    url,
    endpoint,
    region,
    async send(flights) {
      const producer = makeProducer({ ...makeProducerDeps(Math.random, { endpoint, region }), streamName, pipeline });
      for (const one of flights) await producer.send(flight, one);
      await producer.close();
    },
    sendJunk: () => sendRecords(clients, streamName, [{ partitionKey: 'junk', data: Buffer.from('junk') }]),
    millrace: (...args) => runCli([...args, '--endpoint', endpoint]),
    async stop() {
      await stop();
      await deployed.stop();
    },
  };
}

/** Its exit code is of no interest here: what it says is. */
function runCli(args: readonly string[]): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [bin, ...args], { env: { ...process.env, NO_COLOR: '1' } }, (_, stdout, stderr) => {
      const lines = stdout.split('\n').filter((line) => line !== '');
      if (lines.length === 0 && stderr !== '') reject(new Error(`millrace ${args.join(' ')}: ${stderr}`));
      else resolve(lines);
    });
  });
}
