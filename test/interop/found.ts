import { inject } from 'vitest';

/** A program that speaks with the tests, or why there is none here: what it needs is nobody's to install. */
export type Found =
  | { readonly command: readonly [program: string, ...argument: string[]] }
  | { readonly missing: string };

declare module 'vitest' {
  interface ProvidedContext {
    /** AWS's Java library. */
    readonly java?: Found;
    /** The Python package `aws-glue-schema-registry`. */
    readonly python?: Found;
  }
}

/** What the setup found; nothing where the tests run without it. */
export function foundHere(name: 'java' | 'python'): Found {
  return inject(name) ?? { missing: 'it is looked for by npm run test:interop alone' };
}
