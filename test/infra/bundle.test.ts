import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileSystem } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { bundleFunctions, formatsOf } from '../../lib/bundle.ts';
import { FUNCTION_NAMES } from '../../lib/function-names.ts';
import type { SchemaFormat } from '../../src/schemas/schema-kinds.ts';
import { FIXTURES, PROJECT, scratchFolder } from './support.ts';

/** Bundles the fixture's functions for a pipeline module, in a copy of the project somewhere else on disk. */
function bundleElsewhere(pipeline = "export default { name: 'tally' };\n") {
  const project = scratchFolder();
  cpSync(join(FIXTURES, 'lambdas'), join(project, 'lambdas'), { recursive: true });
  mkdirSync(join(project, 'pipelines', 'tally'), { recursive: true });
  writeFileSync(join(project, 'pipelines', 'tally', 'pipeline.ts'), pipeline);
  return bundleFunctions({
    lambdasDirectory: join(project, 'lambdas'),
    pipelineFile: join(project, 'pipelines', 'tally', 'pipeline.ts'),
    formats: [],
    outputDirectory: join(project, 'out'),
    projectDirectory: project,
  });
}

describe('bundleFunctions', () => {
  it('writes one CommonJS file a function, wherever it lies', () => {
    const bundles = bundleElsewhere();
    for (const name of FUNCTION_NAMES) {
      expect(readdirSync(bundles[name].directory).sort()).toEqual(['index.js', 'package.json']);
      const script = 'require(process.argv[1]).handler().then((text) => process.stdout.write(text))';
      const run = spawnSync(process.execPath, ['-e', script, join(bundles[name].directory, 'index.js')], {
        encoding: 'utf8',
      });
      expect(run).toMatchObject({ stderr: '', stdout: `${name} of tally` });
    }
  });

  it('gives the same bytes, and so the same asset, for the same sources elsewhere', () => {
    const [here, there] = [bundleElsewhere(), bundleElsewhere()];
    for (const name of FUNCTION_NAMES) {
      expect(here[name].directory).not.toBe(there[name].directory);
      expect(FileSystem.fingerprint(here[name].directory)).toBe(FileSystem.fingerprint(there[name].directory));
      expect(here[name].codeVersion).toBe(there[name].codeVersion);
    }
  });

  it('gives another asset for another pipeline', () => {
    const [one, other] = [bundleElsewhere(), bundleElsewhere("export default { name: 'count' };\n")];
    const fingerprints = [one, other].map(({ materializer }) => FileSystem.fingerprint(materializer.directory));
    expect(fingerprints[0]).not.toBe(fingerprints[1]);
  });

  it('names each function’s code by its bytes', () => {
    const [one, other] = [bundleElsewhere(), bundleElsewhere("export default { name: 'count' };\n")];
    const versions = FUNCTION_NAMES.flatMap((name) => [one[name].codeVersion, other[name].codeVersion]);
    expect(new Set(versions).size).toBe(2 * FUNCTION_NAMES.length);
    for (const { directory, codeVersion } of Object.values(one)) {
      const digest = createHash('sha256')
        .update(readFileSync(join(directory, 'index.js')))
        .digest('hex');
      expect(codeVersion).toBe(digest.slice(0, 12));
    }
  });

  it('reports every source error as one line with its place', () => {
    expect(() => bundleElsewhere("import './gone.ts';\nimport './away.ts';\nexport default {};\n")).toThrow(
      /^pipelines\/tally\/pipeline\.ts:1:8: Could not resolve ".\/gone.ts"\npipelines\/tally\/pipeline\.ts:2:8: Could not resolve ".\/away.ts"/,
    );
  });

  it.each(['flights', 'orders', 'word-count'])(
    'keeps the functions of %s small, without a path of this machine',
    async (name) => {
      const file = join(PROJECT, 'pipelines', name, 'pipeline.ts');
      const bundles = bundleReal(file, formatsOf((await import(file)).default));
      for (const name of FUNCTION_NAMES) {
        const code = readFileSync(join(bundles[name].directory, 'index.js'), 'utf8');
        expect(code).not.toContain(PROJECT);
        // Cold starts grow with it: about 400 KB are the SDK's clients.
        expect(code.length).toBeLessThan(MAX_BUNDLE_BYTES);
      }
    },
  );

  it('takes the formats that are declared, and keeps below the limit with all of them', () => {
    const file = join(PROJECT, 'pipelines', 'flights', 'pipeline.ts');
    const sizeOf = (...formats: SchemaFormat[]) =>
      readFileSync(join(bundleReal(file, formats)['stream-processor'].directory, 'index.js')).length;
    const [none, avro, all] = [sizeOf(), sizeOf('AVRO'), sizeOf('AVRO', 'JSON', 'PROTOBUF')];
    // avsc and protobufjs are about 100 KB each.
    expect(avro - none).toBeGreaterThan(80_000);
    expect(all - avro).toBeGreaterThan(80_000);
    expect(all).toBeLessThan(MAX_BUNDLE_BYTES);
  });
});

/** A megabyte: what the functions of a pipeline of all formats may grow to. */
const MAX_BUNDLE_BYTES = 1_000_000;

function bundleReal(pipelineFile: string, formats: readonly SchemaFormat[]) {
  return bundleFunctions({
    lambdasDirectory: join(PROJECT, 'lambdas'),
    pipelineFile,
    formats,
    outputDirectory: scratchFolder(),
    projectDirectory: PROJECT,
  });
}
