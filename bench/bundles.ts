import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bundleFunctions, formatsOf } from '../lib/bundle.ts';
import { listPipelines, loadPipelines } from '../lib/discover-pipelines.ts';

export interface BundleReport {
  readonly pipeline: string;
  readonly functionName: string;
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** Sizes of the functions of every pipeline, as synth bundles them. */
export async function measureBundles(): Promise<BundleReport[]> {
  const projectDirectory = fileURLToPath(new URL('..', import.meta.url));
  const pipelines = join(projectDirectory, 'pipelines');
  const outputDirectory = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  try {
    const found = await loadPipelines(pipelines, listPipelines(pipelines), projectDirectory);
    return found.flatMap(({ definition, file }) => {
      const bundles = bundleFunctions({
        lambdasDirectory: join(projectDirectory, 'lambdas'),
        pipelineFile: file,
        formats: formatsOf(definition),
        outputDirectory: join(outputDirectory, definition.name),
        projectDirectory,
      });
      return Object.entries(bundles).map(([functionName, { directory }]) => {
        const code = readFileSync(join(directory, 'index.js'));
        return { pipeline: definition.name, functionName, bytes: code.length, gzipBytes: gzipSync(code).length };
      });
    });
  } finally {
    rmSync(outputDirectory, { recursive: true });
  }
}
