import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DeployError } from './deploy-error.ts';
import { type Template, templateSchema } from './template.ts';

/** One stack of a cloud assembly. */
export interface StackArtifact {
  readonly name: string;
  readonly template: Template;
  /** The same as it is written. */
  readonly templateBody: string;
  /** Values given to the template's parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Stacks that must be deployed before. */
  readonly dependencies: readonly string[];
  /** The folder of an asset, by its key in the bucket it would be uploaded to. */
  assetDir(objectKey: string): string | undefined;
}

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      dependencies: z.array(z.string()).default([]),
      properties: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
});

const stackPropertiesSchema = z.object({
  templateFile: z.string(),
  stackName: z.string().optional(),
  parameters: z.record(z.string(), z.string()).default({}),
});

const assetsSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string().optional() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

/** Reads every stack of a folder that `cdk synth` wrote. @throws DeployError */
export function readAssembly(dir: string): StackArtifact[] {
  const manifestFile = join(dir, 'manifest.json');
  const manifest = readJson(dir, 'manifest.json', manifestSchema);
  const artifacts = Object.entries(manifest.artifacts);
  const assetDirs = new Map<string, string>();
  for (const [, artifact] of artifacts) {
    if (artifact.type !== 'cdk:asset-manifest') continue;
    const { file } = parse(z.object({ file: z.string() }), artifact.properties, manifestFile);
    const { files } = readJson(dir, file, assetsSchema);
    for (const { source, destinations } of Object.values(files)) {
      for (const { objectKey } of Object.values(destinations)) {
        if (source.path !== undefined) assetDirs.set(objectKey, join(dir, source.path));
      }
    }
  }
  const nested = artifacts.find(([, artifact]) => artifact.type === 'cdk:cloud-assembly');
  if (nested)
    throw new DeployError(`${dir}: stages are not supported (found ${nested[0]}); deploy the stage's own folder`);

  const stacks = artifacts.filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack');
  const propertiesOf = (artifact: (typeof stacks)[number][1]) =>
    parse(stackPropertiesSchema, artifact.properties, manifestFile);
  const nameOf = new Map(stacks.map(([id, artifact]) => [id, propertiesOf(artifact).stackName ?? id]));
  return stacks.map(([id, artifact]) => {
    const { templateFile, parameters } = propertiesOf(artifact);
    return {
      name: nameOf.get(id) ?? id,
      template: readJson(dir, templateFile, templateSchema),
      templateBody: readFileSync(join(dir, templateFile), 'utf8'),
      parameters,
      dependencies: artifact.dependencies.flatMap((dependency) => nameOf.get(dependency) ?? []),
      assetDir(objectKey) {
        const path = assetDirs.get(objectKey);
        return path !== undefined && existsSync(path) && statSync(path).isDirectory() ? path : undefined;
      },
    };
  });
}

function readJson<T>(dir: string, name: string, schema: z.ZodType<T>): T {
  const file = join(dir, name);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new DeployError(`${file} ${reason}; write it with: npx cdk synth --output ${dir}`);
  }
  return parse(schema, content, file);
}

function parse<T>(schema: z.ZodType<T>, content: unknown, file: string): T {
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new DeployError([file, ...(issue?.path.length ? [issue.path.join('.')] : []), issue?.message].join(': '));
}
