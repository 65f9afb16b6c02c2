import { randomUUID } from 'node:crypto';
import { type Clients, makeClients } from '../../src/adapters/aws/clients.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { type Environment, makeEnvironment } from '../shared/environment.ts';

/** What a function finds around it, of which its adapters are made. */
export interface Surroundings {
  readonly environment: Environment;
  readonly clients: Clients;
  /** For services whose SDK clients are not bundled. */
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** A new one each time. */
  readonly nonce: () => string;
}

/** Those of this process. For handlers only: everything else is given its surroundings. */
export function ownSurroundings(): Surroundings {
  return {
    environment: makeEnvironment(process.env),
    clients: makeClients(),
    fetch,
    clock: systemClock,
    random: Math.random,
    nonce: randomUUID,
  };
}
