import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../lib/function-names.ts';
import { CliError } from '../../src/cli/cli-error.ts';
import { synthesizeProcessing } from '../../src/cli/doctor-synth.ts';
import { checkCode } from '../../src/client/checkup/check-code.ts';
import { PROGRAM_TIMEOUT_MS } from '../infra/run-program.ts';
import { tempProjects } from '../support/temp-project.ts';

/** This repository. */
const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

describe('the template that doctor compares with', { timeout: PROGRAM_TIMEOUT_MS }, () => {
  const makeProject = tempProjects();

  it('tells the code of every function, as deployments do', async () => {
    const template = await synthesizeProcessing(PROJECT, 'word-count');
    const client = new CloudFormationClient({ region: 'us-east-1', endpoint: 'http://127.0.0.1:1' });
    const answer = { $metadata: {}, TemplateBody: template };
    client.middlewareStack.add(() => async () => ({ output: answer, response: {} }), { step: 'initialize' });
    const { state, found } = await checkCode(client, 'word-count', async () => template);
    expect({ state, found }).toEqual({ state: 'ok', found: `${FUNCTION_NAMES.join(', ')}: deployed as they are here` });
    const older = template.replaceAll(/("CODE_VERSION": ")\w+/g, '$1older');
    const { found: changed } = await checkCode(client, 'word-count', async () => older);
    expect(changed).toBe('other code is deployed than is here: stream-processor, redriver, recovery');
  });

  it('is missed with the reason where what is here has a mistake, and leaves nothing', async () => {
    const project = makeProject();
    project.write('app.mjs', "console.error('millrace: a mistake; ' + process.env.CDK_OUTDIR); process.exitCode = 1;");
    project.write('cdk.json', JSON.stringify({ app: 'node app.mjs' }));
    const failure = await synthesizeProcessing(project.root, 'shop').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CliError);
    const [, output = ''] =
      /^what is here cannot be synthesized \(a mistake; (.+)\): npx cdk synth -c pipelines=shop$/.exec(
        failure instanceof Error ? failure.message : '',
      ) ?? [];
    expect(output).toMatch(/millrace-doctor-/);
    expect(existsSync(output)).toBe(false);
  });
});
