import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { definitionHash } from '../src/engine/definition-hash.ts';
import { bundleFunctions, formatsOf } from './bundle.ts';
import { checkRetention } from './check-retention.ts';
import { loadConfig } from './config.ts';
import { listPipelines, loadPipelines, selectPipelines } from './discover-pipelines.ts';
import { makeMillraceApp } from './millrace-app.ts';
import { addPipelineStacks } from './pipeline-stacks.ts';
import { UserError } from './user-error.ts';

interface ProjectDirectories {
  readonly project: string;
  readonly pipelines: string;
  readonly lambdas: string;
}

/**
 * Synthesizes the stacks of every pipeline asked for. A mistake in settings, definitions or sources prints one line each and sets the
 * exit code to 1.
 */
export async function runApp(directories: ProjectDirectories): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'millrace-bundles-'));
  try {
    const app = await buildApp(directories, scratch);
    app.synth();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    for (const issue of error.issues) process.stderr.write(`millrace: ${issue}\n`);
    process.exitCode = 1;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

async function buildApp(directories: ProjectDirectories, scratch: string): Promise<App> {
  const app = makeMillraceApp();
  const context = app.node.getAllContext();
  const known = listPipelines(directories.pipelines);
  const names = selectPipelines(known, context.pipelines);
  const config = loadConfig(context, names, known);
  for (const { definition, file } of await loadPipelines(directories.pipelines, names, directories.project)) {
    const settings = config.get(definition.name);
    if (!settings) throw new Error(`no settings for pipeline ${definition.name}`);
    checkRetention(definition, settings);
    addPipelineStacks(app, {
      definition,
      settings,
      definitionHashes: Object.fromEntries(
        definition.aggregations.map((aggregation) => [aggregation.name, definitionHash(definition, aggregation)]),
      ),
      bundles: bundleFunctions({
        lambdasDirectory: directories.lambdas,
        pipelineFile: file,
        formats: formatsOf(definition),
        outputDirectory: join(scratch, definition.name),
        projectDirectory: directories.project,
      }),
    });
  }
  return app;
}
