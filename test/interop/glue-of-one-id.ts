import { randomUUID } from 'node:crypto';
import { makeGateway } from '../../localstack/embedded/gateway/gateway.ts';
import { closeServer, listen } from '../../localstack/embedded/gateway/listen.ts';
import { makeGlue } from '../../localstack/embedded/glue/glue.ts';
import { makeRegistryStore } from '../../localstack/embedded/glue/registry-store.ts';
import { openStores } from '../../localstack/embedded/stores.ts';

/** A local Glue whose first version gets an id that is given: Glue itself lets nobody choose. */
export async function startGlueOfOneId(
  versionId: string,
): Promise<{ readonly endpoint: string; stop(): Promise<void> }> {
  const stores = await openStores(undefined);
  const account = { accountId: '000000000000', region: 'us-east-1' };
  const log = () => {};
  const store = makeRegistryStore(stores.glue);
  const glue = makeGlue({ store, clock: Date.now, makeId: () => versionId, log, ...account });
  const server = makeGateway({ services: [glue], pages: {}, requestId: randomUUID, log });
  const port = await listen(server, 0);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async stop() {
      await closeServer(server);
      await stores.close();
    },
  };
}
