import type { ServerResponse } from 'node:http';
import { SECURITY_HEADERS } from './headers.ts';
import type { Live } from './live.ts';

/** What a page waits before it connects again. */
const RETRY_MS = 1_000;

/** Sends server-sent events until the page goes away. */
export function answerEvents(response: ServerResponse, live: Live): void {
  response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(`retry: ${RETRY_MS}\n\n`);
  const end = live.listen((event, text) => {
    // JSON has no line breaks of its own, so it is one line of data. A page that does not read is not waited for.
    if (!response.writableNeedDrain) response.write(`event: ${event}\ndata: ${text}\n\n`);
  });
  response.on('close', end);
}
