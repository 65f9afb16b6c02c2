import standalone from 'ajv/dist/standalone/index.js';
import { compilerFor, withDraftAddress } from '../../codecs/json/schema-compiler.ts';
import { draftOf } from '../../schemas/json/draft.ts';
import type { JsonDefinition } from './json-definition.ts';

/**
 * Source of a module whose `validate` checks a value against a schema: what Ajv would compile at run time, written down, so that
 * functions carry no schema compiler and start faster.
 *
 * @throws Error where the schema is not sound by its draft
 */
export function validatorSource(definition: JsonDefinition): string {
  const source = compiled(definition);
  return withImports(withoutUnusedSchemas(source.replace('"use strict";', '').replace(/export default \w+;/, '')));
}

function compiled(definition: JsonDefinition): string {
  const draft = draftOf(definition);
  const ajv = compilerFor(draft, {
    code: { source: true, esm: true, lines: true },
    strict: true,
    allowUnionTypes: true,
  });
  try {
    return standalone.default(ajv, ajv.compile(withDraftAddress(definition, draft)));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${message} (read as JSON Schema draft ${draft})`);
  }
}

/** Ajv copies each schema into the module, even where the checks never look at it again. */
function withoutUnusedSchemas(source: string): string {
  return source
    .split('\n')
    .filter((line) => {
      const name = /^const (schema\d+) = /.exec(line)?.[1];
      return name === undefined || source.split(new RegExp(`\\b${name}\\b`)).length > 2;
    })
    .join('\n')
    .trim();
}

/**
 * Ajv calls a few helpers (`minLength`, `uniqueItems`, formats) by `require`, which an ES module does not have. The helpers are
 * CommonJS: some loaders hand out `module.exports` as default, others its `default`.
 */
function withImports(source: string): string {
  const modules = new Map<string, string>();
  const body = source.replace(/require\("([^"]+)"\)/g, (_call, path: string) => {
    const name = modules.get(path) ?? `module${modules.size}`;
    modules.set(path, name);
    return name;
  });
  const imports = [...modules].map(
    ([path, name]) =>
      `import * as ${name}Loaded from '${path}.js';\n` +
      `const ${name} = ${name}Loaded.default?.__esModule ? ${name}Loaded.default : ${name}Loaded;\n`,
  );
  return imports.join('') + body;
}
