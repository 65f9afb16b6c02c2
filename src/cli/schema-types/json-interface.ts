import { compile } from 'json-schema-to-typescript';
import type { JsonDefinition } from './json-definition.ts';

type JsonSchema = Parameters<typeof compile>[0];

/** TypeScript source of the interface that a schema of any draft describes. */
export async function jsonInterface(definition: JsonDefinition, typeName: string): Promise<string> {
  const named = { ...closed(definition), title: typeName };
  const source = await compile(named as JsonSchema, typeName, {
    additionalProperties: false,
    bannerComment: '',
    // json-schema-to-typescript would format with whichever prettier is installed: the same input must give the same file.
    format: false,
    unknownAny: true,
    $refOptions: { resolve: { external: false } },
  });
  return indent(source).trim();
}

/**
 * The schema with every object closed. An open one would give the type an index signature, and any misspelt field would compile;
 * what the schema lets pass at run time is not affected.
 */
function closed<T>(node: T): T {
  if (Array.isArray(node)) return node.map(closed) as T;
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, closed(value)]));
  if ('properties' in node && copy.additionalProperties === true) copy.additionalProperties = false;
  return copy as T;
}

/** Two spaces for each bracket that is open; comment lines count none. */
function indent(source: string): string {
  let depth = 0;
  let inComment = false;
  return source
    .split('\n')
    .map((line) => {
      if (line === '') return '';
      if (inComment || line.startsWith('/**')) {
        inComment = !line.endsWith('*/');
        return '  '.repeat(depth) + line;
      }
      const code = line.replace(/"(?:[^"\\]|\\.)*"/g, '""');
      const leading = /^[}\])]*/.exec(code)?.[0].length ?? 0;
      const margin = '  '.repeat(Math.max(0, depth - leading));
      for (const character of code) {
        if ('{[('.includes(character)) depth += 1;
        if ('}])'.includes(character)) depth -= 1;
      }
      return margin + line;
    })
    .join('\n');
}
