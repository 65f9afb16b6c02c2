import type { Server } from 'node:http';

/** The port is in use, most often by another local AWS. */
export class PortTakenError extends Error {
  constructor(readonly port: number) {
    super(`port ${port} is taken: stop what listens there (another local AWS?) or choose a free one with --port`);
    this.name = 'PortTakenError';
  }
}

const LOOPBACK = '127.0.0.1';

/** Listens on the loopback interface alone. Port 0 takes a free one. @returns the port. @throws PortTakenError */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(port) : error);
    });
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Stops listening and cuts every connection, long polls included. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
