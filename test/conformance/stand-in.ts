import { type Peer, startPeer } from '../interop/peer.ts';

/** A service of others in a process of its own, which ends when this one does. */
export interface StandIn {
  /** Where it listens, on the loopback address. */
  readonly port: number;
  readonly peer: Peer;
}

/** Starts what answers `{"op": "port"}` once it listens. */
export async function startStandIn(command: readonly [string, ...string[]]): Promise<StandIn> {
  const peer = startPeer(command);
  const { port } = await peer.call({ op: 'port' });
  if (typeof port !== 'number') throw new Error(`${command[0]} tells no port`);
  return { port, peer };
}
