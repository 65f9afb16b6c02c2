import {
  type Clock,
  explainAwsError,
  explainFailure,
  type PipelineClient,
  type QueueDepth,
  type ResultRow,
} from '../../src/client/index.ts';
import { buildAssets } from './assets.ts';
import { makeDeadLetters } from './dead-letters.ts';
import { makeLive } from './live.ts';
import { type AlarmsDeps, alarmsPart } from './parts/alarms.ts';
import { flowPart } from './parts/flow.ts';
import { lanesPart } from './parts/lanes.ts';
import { queuesPart } from './parts/queues.ts';
import { windowsPart } from './parts/windows.ts';
import { type ConsoleServer, serveConsole } from './serve.ts';
import { makeStoredResults } from './stored-results.ts';

export interface ConsoleDeps extends AlarmsDeps {
  /** For messages. */
  readonly endpoint: string;
  readonly client: ConsoleClient;
  readonly clock: Clock;
  readonly readDepth: (queueUrl: string) => Promise<QueueDepth>;
}

/** What the console uses of a pipeline's client, whose aggregations it knows by name only. */
export interface ConsoleClient
  extends Pick<PipelineClient, 'resources' | 'aggregations' | 'pulse' | 'lanes' | 'windows' | 'letters'> {
  results(aggregation: string): AsyncIterable<ResultRow>;
}

/** Builds the page and serves it, with what it asks for, on the loopback interface. @param port 0 takes a free one */
export async function startConsole(deps: ConsoleDeps, port: number): Promise<ConsoleServer> {
  const { pipeline, endpoint, client, clock, readDepth } = deps;
  const explain = (error: unknown): string => explainAwsError(error, endpoint) ?? explainFailure(error);
  const parts = {
    flow: flowPart({ ...client, clock }),
    lanes: lanesPart({ ...client, clock }),
    windows: windowsPart(client),
    queues: queuesPart({ ...client, readDepth }),
    alarms: alarmsPart(deps),
  };
  const routes = {
    about: { pipeline, endpoint, aggregations: client.aggregations },
    assets: await buildAssets(),
    live: makeLive({ parts, clock, explain }),
    results: makeStoredResults({ results: client.results, clock }),
    letters: makeDeadLetters(client.letters),
    explain,
  };
  return serveConsole(routes, port);
}
