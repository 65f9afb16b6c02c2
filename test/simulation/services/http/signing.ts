import type { SigningConfig } from '../../../../src/adapters/aws/signed-fetch.ts';

const DIGEST = new Uint8Array(32);

/** Costs nothing: nobody checks what is signed with it. */
class NoHash {
  update(): void {}

  reset(): void {}

  async digest(): Promise<Uint8Array> {
    return DIGEST;
  }
}

let sessions = 0;

/**
 * What signs requests to the simulated Glue and S3. Each signature is one of a new session: the signer remembers the keys of sessions,
 * and a request that finds its key there waits for fewer promises, so that a run would depend on those before it in the process.
 */
export const SIGNING: SigningConfig = {
  region: 'us-east-1',
  sha256: NoHash,
  async credentials() {
    sessions += 1;
    return { accessKeyId: 'simulated', secretAccessKey: 'simulated', sessionToken: String(sessions) };
  },
};
