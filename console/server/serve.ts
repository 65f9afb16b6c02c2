import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeAnswer, type RoutesDeps } from './routes.ts';

/** A console that answers. */
export interface ConsoleServer {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Of this machine alone. */
const LOOPBACK = '127.0.0.1';

/** @param port 0 takes a free one @throws the system's error where the port is taken, with `code` EADDRINUSE */
export async function serveConsole(deps: RoutesDeps, port: number): Promise<ConsoleServer> {
  const answer = makeAnswer(deps);
  const server = createServer((request, response) => void answer(request, response, portOf(server)));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  return {
    url: `http://${LOOPBACK}:${portOf(server)}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      // Pages that listen would stay for ever.
      server.closeAllConnections();
      await closed;
    },
  };
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
