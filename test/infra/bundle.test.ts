import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileSystem } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { bundleFunctions } from '../../lib/bundle.ts';
import { FUNCTION_NAMES } from '../../lib/function-names.ts';
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
      expect(readdirSync(bundles[name]).sort()).toEqual(['index.js', 'package.json']);
      const script = 'require(process.argv[1]).handler().then((text) => process.stdout.write(text))';
      const run = spawnSync(process.execPath, ['-e', script, join(bundles[name], 'index.js')], { encoding: 'utf8' });
      expect(run).toMatchObject({ stderr: '', stdout: `${name} of tally` });
    }
  });

  it('gives the same bytes, and so the same asset, for the same sources elsewhere', () => {
    const [here, there] = [bundleElsewhere(), bundleElsewhere()];
    for (const name of FUNCTION_NAMES) {
      expect(here[name]).not.toBe(there[name]);
      expect(FileSystem.fingerprint(here[name])).toBe(FileSystem.fingerprint(there[name]));
    }
  });

  it('gives another asset for another pipeline', () => {
    const [one, other] = [bundleElsewhere(), bundleElsewhere("export default { name: 'count' };\n")];
    expect(FileSystem.fingerprint(one.materializer)).not.toBe(FileSystem.fingerprint(other.materializer));
  });

  it('reports every source error as one line with its place', () => {
    expect(() => bundleElsewhere("import './gone.ts';\nimport './away.ts';\nexport default {};\n")).toThrow(
      /^pipelines\/tally\/pipeline\.ts:1:8: Could not resolve ".\/gone.ts"\npipelines\/tally\/pipeline\.ts:2:8: Could not resolve ".\/away.ts"/,
    );
  });

  it('the real functions hold no path of this machine and stay small', () => {
    const bundles = bundleFunctions({
      lambdasDirectory: join(PROJECT, 'lambdas'),
      pipelineFile: join(PROJECT, 'pipelines', 'flights', 'pipeline.ts'),
      formats: ['JSON'],
      outputDirectory: scratchFolder(),
      projectDirectory: PROJECT,
    });
    for (const name of FUNCTION_NAMES) {
      const code = readFileSync(join(bundles[name], 'index.js'), 'utf8');
      expect(code).not.toContain(PROJECT);
      // Cold starts grow with it: about 400 KB are the SDK's clients.
      expect(code.length).toBeLessThan(800_000);
    }
  });
});
