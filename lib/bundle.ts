import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildFailure, buildSync, type Message } from 'esbuild';
import type { Pipeline } from '../src/engine/pipeline.ts';
import type { SchemaFormat } from '../src/schemas/schema-kinds.ts';
import { FUNCTION_NAMES, type FunctionName, forEachFunction } from './function-names.ts';
import { UserError } from './user-error.ts';

interface BundleOptions {
  /** Folder with `<function>/handler.ts` for each function. */
  readonly lambdasDirectory: string;
  /** What `#pipeline` stands for. */
  readonly pipelineFile: string;
  /** What `#formats` stands for: readers of these alone. */
  readonly formats: readonly SchemaFormat[];
  /** Where the bundles go, one folder a function. */
  readonly outputDirectory: string;
  /** Paths in messages are relative to it. */
  readonly projectDirectory: string;
}

/** The code of one function. */
export interface Bundle {
  /** Folder with `index.js`, which exports `handler`. */
  readonly directory: string;
  /** Fingerprint of the code: two deployments with the same one run the same bytes. */
  readonly codeVersion: string;
}

/** Hexadecimal digits of a code version: 48 bits, for telling versions apart, not for proof. */
const VERSION_DIGITS = 12;

/**
 * Bundles the functions of one pipeline. The same sources give the same bytes on every machine: the bundles hold no path, and the
 * CDK names an asset by its content.
 *
 * One esbuild run builds them all, since they share most of their code.
 *
 * @throws UserError with one line per source error
 */
export function bundleFunctions(options: BundleOptions): Readonly<Record<FunctionName, Bundle>> {
  const built = new Map(build(options).map(({ path, contents }) => [path, contents]));
  return forEachFunction((name) => {
    const directory = join(options.outputDirectory, name);
    const file = join(directory, 'index.js');
    const code = built.get(file);
    if (!code) throw new Error(`esbuild gave no ${file}`);
    mkdirSync(directory, { recursive: true });
    writeFileSync(file, code);
    // Wherever the folder lies, under a package of ES modules too, its .js files are CommonJS.
    writeFileSync(join(directory, 'package.json'), '{"type":"commonjs"}\n');
    const codeVersion = createHash('sha256').update(code).digest('hex').slice(0, VERSION_DIGITS);
    return { directory, codeVersion };
  });
}

/** Where the reader of each format is, and what it is called there. */
const READERS: Readonly<Record<SchemaFormat, { readonly file: string; readonly name: string }>> = {
  AVRO: { file: 'src/codecs/avro/avro-reader.ts', name: 'avroReader' },
  JSON: { file: 'src/codecs/json/json-reader.ts', name: 'jsonReader' },
  PROTOBUF: { file: 'src/codecs/protobuf/protobuf-reader.ts', name: 'protobufReader' },
};

/** Writes the module that `#formats` stands for: a format that is not declared would only make cold starts longer. */
function writeFormats({ formats, outputDirectory, projectDirectory }: BundleOptions): string {
  const readers = [...new Set(formats)].sort().map((format) => READERS[format]);
  const imports = readers.map(
    ({ file, name }) => `import { ${name} } from ${JSON.stringify(join(projectDirectory, file))};\n`,
  );
  const file = join(outputDirectory, 'formats.js');
  mkdirSync(outputDirectory, { recursive: true });
  writeFileSync(file, `${imports.join('')}export const formats = [${readers.map(({ name }) => name).join(', ')}];\n`);
  return file;
}

function build(options: BundleOptions) {
  const { lambdasDirectory, pipelineFile, outputDirectory, projectDirectory } = options;
  try {
    const { outputFiles, warnings } = buildSync({
      entryPoints: Object.fromEntries(
        FUNCTION_NAMES.map((name) => [join(name, 'index'), join(lambdasDirectory, name, 'handler.ts')]),
      ),
      outdir: outputDirectory,
      absWorkingDir: projectDirectory,
      alias: { '#pipeline': pipelineFile, '#formats': writeFormats(options) },
      bundle: true,
      format: 'cjs',
      platform: 'node',
      // The local run executes the same bundles on the developer's Node, whose oldest supported release this is.
      target: 'node20',
      // The AWS SDK drops its unused half only from its ES modules: two thirds of the size, and of the cold start.
      mainFields: ['module', 'main'],
      minify: true,
      legalComments: 'none',
      logLevel: 'silent',
      write: false,
    });
    if (warnings.length > 0) throw new UserError(warnings.map(describe));
    return outputFiles;
  } catch (error) {
    if (isBuildFailure(error)) throw new UserError(error.errors.map(describe));
    throw error;
  }
}

/** The formats that a pipeline's records come in: none but JSON without a header, which needs no reader of its own. */
export function formatsOf({ records, events }: Pipeline): readonly SchemaFormat[] {
  return records.format === 'glue' ? events.map(({ schema }) => schema.format) : [];
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

function describe({ location, text }: Message): string {
  return location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text;
}
