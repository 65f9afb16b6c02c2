import { makeGlueRequest } from '../../../../src/adapters/aws/glue-request.ts';
import { makeGlueSchemaRegistry } from '../../../../src/adapters/aws/glue-schema-registry.ts';
import { makeS3Archive } from '../../../../src/adapters/aws/s3-archive.ts';
import type { RegisteredVersion } from '../../../../src/ports/schema-registry.ts';
import { archiveContract } from '../../../contracts/archive-contract.ts';
import type { Faulty, Moment } from '../../../contracts/faults.ts';
import { schemaRegistryContract } from '../../../contracts/schema-registry-contract.ts';
import { timeout } from '../../../support/faulty-client.ts';
import { runContract } from '../../../support/run-contract.ts';
import { SIGNING } from './signing.ts';
import type { HeldVersion } from './sim-glue.ts';
import { SimHttp } from './sim-http.ts';

const clock = { nowMs: () => 0, after: async () => {} };
const random = () => 0;

/** A `fetch` whose next requests, as many as the adapter tries, can be made to time out. */
function fetchFrom(sim: SimHttp, attempts: number): Faulty & { readonly fetch: typeof fetch } {
  let next: Moment | undefined;
  let left = 0;
  return {
    async fetch(url, init) {
      const moment = left > 0 ? next : undefined;
      left -= 1;
      const request = sim.parse(url, init);
      if (moment === 'before') throw timeout();
      const answer = sim.answer(request);
      if (moment === 'after') throw timeout();
      return sim.responseOf(answer);
    },
    failNext(moment) {
      next = moment;
      left = attempts;
    },
  };
}

runContract('archive over simulated S3', archiveContract, () => {
  const { fetch, failNext } = fetchFrom(new SimHttp({ versions: () => new Map() }), 3);
  const bucket = 'letters-of-a-pipeline';
  return {
    archive: makeS3Archive({ config: SIGNING, fetch, bucket, endpoint: 'https://s3.sim', clock, random }),
    failNext,
  };
});

runContract('schema registry over simulated Glue', schemaRegistryContract, () => {
  const versions = new Map<string, HeldVersion>();
  const { fetch, failNext } = fetchFrom(new SimHttp({ versions: () => versions }), 4);
  const request = makeGlueRequest({ config: SIGNING, fetch, endpoint: 'https://glue.sim' });
  return {
    registry: makeGlueSchemaRegistry({ request, clock, random }),
    failNext,
    async register(definition) {
      const versionNumber = versions.size + 1;
      const versionId = `00000000-0000-4000-8000-${String(versionNumber).padStart(12, '0')}`;
      const named = { registryName: 'millrace-people', schemaName: 'person', format: 'AVRO' as const };
      const version: RegisteredVersion = { ...named, versionId, versionNumber, definition };
      versions.set(versionId, { ...version, status: 'AVAILABLE' });
      return version;
    },
  };
});
