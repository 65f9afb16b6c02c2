import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll } from 'vitest';
import { completeSettings } from '../../lib/complete-settings.ts';
import { forEachFunction } from '../../lib/function-names.ts';
import { makeMillraceApp } from '../../lib/millrace-app.ts';
import { addPipelineStacks } from '../../lib/pipeline-stacks.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings.ts';
import type { Pipeline } from '../../src/engine/pipeline.ts';
import tally from './fixtures/pipelines/tally/pipeline.ts';

const here = dirname(fileURLToPath(import.meta.url));
export const PROJECT = join(here, '..', '..');
export const FIXTURES = join(here, 'fixtures');

type SettingsInput = Partial<typeof DEFAULT_SETTINGS>;

/** Feature flags change templates, and only the CDK command reads them from cdk.json by itself. */
export function cdkContext(): Record<string, unknown> {
  return JSON.parse(readFileSync(join(PROJECT, 'cdk.json'), 'utf8')).context;
}

const scratch: string[] = [];

/** A folder that goes when the file's tests are over. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-infra-'));
  scratch.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of scratch.splice(0)) rmSync(folder, { recursive: true });
});

/** An app with one pipeline, in process, with sources in place of bundles and without CloudFormation's slow schema check. */
export function pipelineApp(
  settings: SettingsInput = {},
  definitionHashes: Record<string, string> = { byOption: 'cafe' },
  definition: Pipeline = tally,
) {
  const app = makeMillraceApp({
    context: cdkContext(),
    outdir: scratchFolder(),
    builtinCloudFormationValidation: false,
    analyticsReporting: false,
  });
  const stacks = addPipelineStacks(app, {
    definition,
    settings: completeSettings({ ...DEFAULT_SETTINGS, ...settings }).settings,
    definitionHashes,
    bundles: forEachFunction((name) => ({
      directory: join(FIXTURES, 'lambdas', name),
      codeVersion: `code-of-${name}`,
    })),
  });
  return { app, ...stacks };
}

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is free JSON, and tests compare its values
  readonly Properties: Record<string, any>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The templates of the fixture pipeline's three stacks. */
export function pipelineTemplates(settings: SettingsInput = {}) {
  return templatesOf(pipelineApp(settings));
}

/** The templates of a pipeline's three stacks. */
export function templatesOf({ state, processing, monitoring }: ReturnType<typeof pipelineApp>) {
  return {
    state: Template.fromStack(state),
    processing: Template.fromStack(processing),
    monitoring: Template.fromStack(monitoring),
  };
}

/** Resources of one type, by logical id. */
export function resourcesOf(template: Template, type: string): Record<string, Resource> {
  return template.findResources(type) as Record<string, Resource>;
}

/** The one resource with this logical id. */
export function resource(template: Template, logicalId: string): Resource {
  const found: Resource | undefined = template.toJSON().Resources[logicalId];
  if (!found) throw new Error(`no resource ${logicalId}`);
  return found;
}
