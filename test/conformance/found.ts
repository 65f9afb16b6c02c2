import type { Found } from '../interop/found.ts';

/** Services of others that answer as AWS does. */
export type StandInName = 'DynamoDB Local' | 'moto';

declare module 'vitest' {
  interface ProvidedContext {
    /** How each is started, or why it cannot be here. */
    readonly 'DynamoDB Local': Found;
    readonly moto: Found;
  }
}
