import { startConsole } from '../../console/server/console.ts';
import { makeReadDepth, systemClock } from '../../src/client/index.ts';
import { makeEventEncoder, makeProducerDeps } from '../../src/producer/index.ts';
import { type Deployed, deploy, synthesize } from '../failures/deployed.ts';
import type { Reading } from '../failures/fixtures/v1/readings/generated/reading.ts';
import pipeline, { reading } from '../failures/fixtures/v1/readings/pipeline.ts';
import { jsonRecord, sendRecords } from '../failures/send.ts';

/** A letter is given up within seconds here, and alarms look at seconds in place of minutes. */
const SETTINGS = { shards: 1, retryMaxReceives: 2, retryBackOffSeconds: 1 };
const PERIOD_SCALE = 60;

/** A pipeline that runs, and its console. */
export interface Site {
  readonly url: string;
  readonly client: Deployed<(typeof pipeline.aggregations)[number]>['client'];
  /** Sends readings as the pipeline takes them. */
  send(readings: readonly Reading[]): Promise<void>;
  /** Sends readings without the header that the first version wants: it rejects them. */
  sendBare(readings: readonly Reading[]): Promise<void>;
  /** Deploys the version that also takes what comes without a header. */
  deployFix(): Promise<void>;
  stop(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  const [broken, fixed] = [await synthesize('v1', SETTINGS), await synthesize('v2', SETTINGS)];
  const deployed = await deploy(pipeline, broken, { alarms: { periodScale: PERIOD_SCALE } });
  const { aws, client, clients } = deployed;
  const { endpoint, region } = aws;
  const encode = makeEventEncoder({ pipeline, schemas: makeProducerDeps(Math.random, { endpoint, region }).schemas });
  const { url, stop } = await startConsole(
    {
      pipeline: pipeline.name,
      endpoint,
      client,
      clock: systemClock,
      readDepth: makeReadDepth(clients.sqs),
      readAlarms: clients.readAlarms,
    },
    0,
  );
  const { streamName } = client.resources;
  return {
    url,
    client,
    async send(readings) {
      const records = readings.map(async (event) => ({
        partitionKey: event.sensor,
        data: (await encode(reading, event)).data,
      }));
      await sendRecords(clients, streamName, await Promise.all(records));
    },
    sendBare: (readings) =>
      sendRecords(
        clients,
        streamName,
        readings.map((event) => jsonRecord('bare', event)),
      ),
    deployFix: () => deployed.redeploy(fixed),
    async stop() {
      await stop();
      await deployed.stop();
    },
  };
}
