import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildFailure, buildSync, type Message } from 'esbuild';
import { FUNCTION_NAMES, type FunctionName } from './function-names.ts';
import { UserError } from './user-error.ts';

interface BundleOptions {
  /** Folder with `<function>/handler.ts` for each function. */
  readonly lambdasDirectory: string;
  /** What `#pipeline` stands for. */
  readonly pipelineFile: string;
  /** Where the bundles go, one folder a function. */
  readonly outputDirectory: string;
  /** Paths in messages are relative to it. */
  readonly projectDirectory: string;
}

/**
 * Bundles the functions of one pipeline. The same sources give the same bytes on every machine: the bundles hold no path, and the
 * CDK names an asset by its content.
 *
 * One esbuild run builds all three, since they share most of their code (0.3 s for the three, 0.3 s for each by itself).
 *
 * @returns the folder of each function's bundle
 * @throws UserError with one line per source error
 */
export function bundleFunctions(options: BundleOptions): Readonly<Record<FunctionName, string>> {
  const folderOf = (name: FunctionName) => join(options.outputDirectory, name);
  for (const file of build(options)) {
    const folder = join(file.path, '..');
    mkdirSync(folder, { recursive: true });
    writeFileSync(file.path, file.contents);
    // Wherever the folder lies, under a package of ES modules too, its .js files are CommonJS.
    writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}\n');
  }
  return {
    'stream-processor': folderOf('stream-processor'),
    'watermark-keeper': folderOf('watermark-keeper'),
    materializer: folderOf('materializer'),
  };
}

function build({ lambdasDirectory, pipelineFile, outputDirectory, projectDirectory }: BundleOptions) {
  try {
    const { outputFiles, warnings } = buildSync({
      entryPoints: Object.fromEntries(
        FUNCTION_NAMES.map((name) => [join(name, 'index'), join(lambdasDirectory, name, 'handler.ts')]),
      ),
      outdir: outputDirectory,
      absWorkingDir: projectDirectory,
      alias: { '#pipeline': pipelineFile },
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

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

function describe({ location, text }: Message): string {
  return location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text;
}
