import type { IncomingMessage, ServerResponse } from 'node:http';
import { ClientError } from '../../src/client/index.ts';
import type { About } from '../api/views.ts';
import { answerAsset, answerJson, answerProblem } from './answer.ts';
import type { Asset } from './assets.ts';
import type { DeadLetters } from './dead-letters.ts';
import { answerEvents } from './event-stream.ts';
import { refusalOf } from './guard.ts';
import type { Live } from './live.ts';
import { readRedriveRequest } from './redrive-request.ts';
import { EVENTS, type StoredResults } from './stored-results.ts';

export interface RoutesDeps {
  readonly about: About;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly live: Live;
  readonly results: StoredResults;
  readonly letters: DeadLetters;
  readonly explain: (error: unknown) => string;
}

const LETTER = /^\/api\/letters\/([\w-]{1,100})$/;

/** Answers a request. @param port that the server listens on */
export function makeAnswer(deps: RoutesDeps) {
  return async (request: IncomingMessage, response: ServerResponse, port: number): Promise<void> => {
    const refusal = refusalOf(askedBy(request), port);
    if (refusal) return answerProblem(response, refusal.status, refusal.problem);
    try {
      await answerRoute(deps, request, response, new URL(request.url ?? '/', 'http://console'));
    } catch (error) {
      if (response.headersSent) return void response.end();
      answerProblem(response, error instanceof ClientError ? 409 : 502, deps.explain(error));
    }
  };
}

async function answerRoute(
  { about, assets, live, results, letters }: RoutesDeps,
  request: IncomingMessage,
  response: ServerResponse,
  { pathname, searchParams }: URL,
): Promise<void> {
  if (request.method === 'POST') {
    if (pathname !== '/api/redrive') return answerProblem(response, 404, 'there is nothing here');
    const wanted = await readRedriveRequest(request);
    if (!wanted) return answerProblem(response, 400, 'wanted: {"reason": "…"}, or {} for all letters');
    const redriven = await letters.redrive(wanted.reason);
    live.hurry('queues');
    return answerJson(response, redriven);
  }
  const asset = assets.get(pathname);
  if (asset) return answerAsset(response, asset);
  const aggregation = searchParams.get('aggregation') ?? '';
  const letter = LETTER.exec(pathname)?.[1];
  if (letter !== undefined) return answerJson(response, await letters.payloadOf(letter));
  switch (pathname) {
    case '/api/about':
      return answerJson(response, about);
    case '/api/live':
      return answerEvents(response, live);
    case '/api/letters':
      return answerJson(response, await letters.list());
    case '/api/results':
      return answerJson(response, await results.find(aggregation, searchParams.get('search') ?? ''));
    case '/api/series': {
      const measure = searchParams.get('measure') ?? EVENTS;
      return answerJson(response, await results.series(aggregation, searchParams.get('key') ?? undefined, measure));
    }
    default:
      return answerProblem(response, 404, 'there is nothing here');
  }
}

function askedBy({ method = '', headers }: IncomingMessage) {
  const site = headers['sec-fetch-site'];
  return {
    method,
    host: headers.host,
    origin: headers.origin,
    site: Array.isArray(site) ? site[0] : site,
    contentType: headers['content-type'],
  };
}
