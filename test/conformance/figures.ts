import type { Reporter, TestModule, TestSuite } from 'vitest/node';

/** Says for each stand-in how many checks passed, and where it is expected to differ. */
export class Figures implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const standIns = modules.flatMap((module) => [...module.children.suites()]);
    process.stdout.write(standIns.flatMap(linesOf).join('\n').concat('\n'));
  }
}

function linesOf(standIn: TestSuite): string[] {
  const tests = [...standIn.children.allTests()];
  const passed = tests.filter((test) => test.result().state === 'passed');
  if (passed.length === 0) return [`${standIn.name}: no check ran of ${tests.length}`];
  const differing = passed.flatMap((test) => {
    const { deviation } = test.meta();
    return deviation === undefined ? [] : [`  expected to fail: ${test.fullName}\n    ${deviation}`];
  });
  const failed = tests.filter((test) => test.result().state === 'failed').length;
  const figures = [
    `${passed.length - differing.length} of ${tests.length} checks pass`,
    `${differing.length} fail as expected`,
    `${failed} fail`,
  ];
  return [`${standIn.name}: ${figures.join(', ')}`, ...differing];
}
