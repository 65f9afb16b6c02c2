import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A server that passes requests on, each once the one before it has been answered. */
export interface SerialProxy {
  readonly endpoint: string;
  /** Does something else that must not meet a request, after those that have come before. */
  inTurn<T>(job: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** @param port of the server behind it, on the loopback address */
export async function startSerialProxy(port: number): Promise<SerialProxy> {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(job: () => Promise<T>): Promise<T> => {
    const done = last.then(job);
    last = done.catch(() => {});
    return done;
  };
  const server = createServer(async (incoming, response) => {
    try {
      const body = await buffer(incoming);
      await inTurn(() => passOn(port, incoming, body, response));
    } catch (error) {
      // What a client makes of it is its affair, as with any connection that breaks.
      response.destroy(error instanceof Error ? error : undefined);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Listening on a port, the server has an address with one.
  const address = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    inTurn,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await last;
    },
  };
}

/** Over when the whole answer has been read, whether or not anybody is still there to be given it. */
async function passOn(port: number, from: IncomingMessage, body: Buffer, to: ServerResponse): Promise<void> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const { method, url: path, rawHeaders } = from;
    // The headers as they came, the host among them: they are signed, and some services make URLs of it.
    const headers = rawHeaders.filter((_, at) => !isHopByHop(rawHeaders[at - (at % 2)]));
    request({ host: '127.0.0.1', port, method, path, headers, agent: false }, resolve).once('error', reject).end(body);
  });
  const read = await buffer(answer);
  const { statusCode = 500, rawHeaders } = answer;
  to.writeHead(
    statusCode,
    rawHeaders.filter((_, at) => !isHopByHop(rawHeaders[at - (at % 2)])),
  );
  to.end(read);
}

/** What is said of one connection alone (RFC 9110, 7.6.1). */
function isHopByHop(name = ''): boolean {
  return /^(connection|keep-alive|transfer-encoding)$/i.test(name);
}
