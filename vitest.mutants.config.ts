import { defineConfig } from 'vitest/config';

/** Each rule of the protocol broken once: does the simulation notice? */
export default defineConfig({
  test: { include: ['test/simulation/mutants.test.ts'] },
});
