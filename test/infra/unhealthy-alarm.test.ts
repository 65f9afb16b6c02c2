import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { parseRule } from '../../localstack/embedded/cloudwatch/alarms/composite-rule.ts';
import { largestPipelineTemplates } from './monitoring-support.ts';
import { pipelineTemplates, resourcesOf } from './support.ts';

const small = pipelineTemplates().monitoring;
const large = largestPipelineTemplates({ resultsStream: 1 }).monitoring;

type RulePart = string | { readonly 'Fn::GetAtt': readonly [alarm: string, attribute: string] };

function unhealthy(template: Template) {
  const [alarm, ...others] = Object.values(resourcesOf(template, 'AWS::CloudWatch::CompositeAlarm'));
  if (!alarm || others.length > 0) throw new Error('not one composite alarm');
  const [separator, parts]: [string, RulePart[]] = alarm.Properties.AlarmRule['Fn::Join'];
  return { properties: alarm.Properties, separator, parts };
}

/** As long as a name that CloudFormation makes of a stack's name and a logical id can be; the ARN of the longest region's name. */
const longestArn = (stackName: string, logicalId: string) =>
  `arn:aws-us-gov:cloudwatch:ap-southeast-99:123456789012:alarm:${stackName}-${logicalId}-123456789012`;

describe('the alarm over all alarms', () => {
  it.each([
    ['one aggregation', small],
    ['twenty aggregations', large],
  ])('names every alarm once, with %s', (_, template) => {
    const named = unhealthy(template).parts.flatMap((part) => (typeof part === 'string' ? [] : [part['Fn::GetAtt']]));
    expect(named.map(([alarm]) => alarm).sort()).toEqual(
      Object.keys(resourcesOf(template, 'AWS::CloudWatch::Alarm')).sort(),
    );
    expect(new Set(named.map(([, attribute]) => attribute))).toEqual(new Set(['Arn']));
  });

  it('goes off with any of them, within the limits of a rule', () => {
    const { separator, parts } = unhealthy(large);
    const stackName = `millrace-${'a'.repeat(30)}-monitoring`;
    const rule = parts
      .map((part) => (typeof part === 'string' ? part : longestArn(stackName, part['Fn::GetAtt'][0])))
      .join(separator);
    expect(rule.replaceAll(/ALARM\("[^"]+"\)/g, 'x')).toMatch(/^\(x( OR x)+\)$/);
    expect(parseRule(rule).kind).toBe('or');
    expect(rule.length).toBeLessThan(10_240);
    expect(rule.match(/ALARM\(/g)?.length).toBeLessThanOrEqual(100);
  });

  it('tells nobody, for each alarm tells the topic itself', () => {
    const { AlarmActions, OKActions, InsufficientDataActions, AlarmDescription } = unhealthy(small).properties;
    expect([AlarmActions, OKActions, InsufficientDataActions]).toEqual([undefined, undefined, undefined]);
    expect(AlarmDescription).toMatch(/Runbook: docs\/runbooks\/unhealthy\.md$/);
  });

  it('is found by an output, and so is the topic', () => {
    const { Outputs } = small.toJSON();
    const [composite] = Object.keys(resourcesOf(small, 'AWS::CloudWatch::CompositeAlarm'));
    const [topic] = Object.keys(resourcesOf(small, 'AWS::SNS::Topic'));
    expect(Outputs.UnhealthyAlarmName.Value).toEqual({ Ref: composite });
    expect(Outputs.AlarmTopicArn.Value).toEqual({ Ref: topic });
  });
});
