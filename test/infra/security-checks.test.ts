import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { PROGRAM_TIMEOUT_MS, runProgram } from './run-program.ts';
import { pipelineApp } from './support.ts';

function findingsOf(settings: Parameters<typeof pipelineApp>[0]): string[] {
  const { app } = pipelineApp(settings);
  return [new AwsSolutionsChecks(app), new ServerlessChecks(app)].flatMap((pack) =>
    pack
      .validateScope(app)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ locations }) => `${ruleName} ${locations.join()}`),
      ),
  );
}

describe('the rule packs AwsSolutions and Serverless', () => {
  it.each([
    ['the defaults', {}],
    ['a throw-away deployment', { removalPolicy: 'destroy', pointInTimeRecovery: false } as const],
    ['published results', { resultsStream: 'onDemand' } as const],
    ['traced functions', { tracing: true }],
    ['a provisioned stream with mailed alarms', { shards: 2, alarmEmail: 'team@example.com' }],
  ])('find nothing unacknowledged in %s', (_, settings) => {
    expect(findingsOf(settings)).toEqual([]);
  });

  it('fail the synthesis of anything else', { timeout: PROGRAM_TIMEOUT_MS }, () => {
    const { status, stderr } = runProgram(['--import', 'tsx', 'test/infra/fixtures/unsafe-app.ts']);
    expect(status).toBe(1);
    expect(stderr).toContain('AwsSolutions-SQS3');
    expect(stderr).toContain('Serverless-SQSRedrivePolicy');
  });
});
