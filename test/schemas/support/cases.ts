import { expect, it } from 'vitest';
import type { Compatibility, SchemaFormat } from '../../../src/schemas/schema-kinds.ts';
import { evolve, inShort } from './evolve.ts';

export const OK = 'compatible';

/** What BACKWARD and FORWARD find between two versions, in short. Definitions that are no text are written as JSON. */
export type Case = readonly [what: string, before: unknown, after: unknown, backward: string, forward: string];

/** A test of each case, under both directions and under FULL. */
export function checkCases(format: SchemaFormat, cases: readonly Case[]): void {
  it.each(cases)('%s', (_, before, after, backward, forward) => {
    const verdict = (mode: Compatibility) => evolve(format, mode, textOf(before), textOf(after));
    const found = { backward: inShort(verdict('BACKWARD')), forward: inShort(verdict('FORWARD')) };
    expect(found).toEqual({ backward, forward });
    expect(verdict('FULL').kind === OK).toBe(backward === OK && forward === OK);
  });
}

function textOf(definition: unknown): string {
  return typeof definition === 'string' ? definition : JSON.stringify(definition);
}
