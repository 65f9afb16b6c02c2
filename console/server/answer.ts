import type { ServerResponse } from 'node:http';
import { jsonText } from '../../src/client/json-text.ts';
import type { Problem } from '../api/views.ts';
import type { Asset } from './assets.ts';
import { SECURITY_HEADERS } from './headers.ts';

export function answerJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { ...SECURITY_HEADERS, 'content-type': 'application/json; charset=utf-8' });
  response.end(jsonText(value));
}

export function answerProblem(response: ServerResponse, status: number, problem: string): void {
  answerJson(response, { problem } satisfies Problem, status);
}

export function answerAsset(response: ServerResponse, { type, body }: Asset): void {
  response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': type, 'content-length': body.length });
  response.end(body);
}
