import { writeFolder } from '../folder.ts';

export interface TestStack {
  readonly resources: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
  /** Other sections of the template. */
  readonly sections?: Record<string, unknown>;
  readonly dependencies?: readonly string[];
  readonly parameters?: Record<string, string>;
  /** Source of `index.js` by asset hash. */
  readonly assets?: Record<string, string>;
}

/** A cloud assembly with these stacks, as `cdk synth` lays it out. */
export function writeAssembly(stacks: Record<string, TestStack>) {
  const artifacts: Record<string, unknown> = {};
  const files: Record<string, string> = {};
  for (const [name, stack] of Object.entries(stacks)) {
    const assets = Object.entries(stack.assets ?? {});
    artifacts[`${name}.assets`] = { type: 'cdk:asset-manifest', properties: { file: `${name}.assets.json` } };
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      properties: { templateFile: `${name}.template.json`, parameters: stack.parameters ?? {} },
      dependencies: [...(stack.dependencies ?? []), `${name}.assets`],
    };
    files[`${name}.template.json`] = JSON.stringify({
      ...stack.sections,
      Resources: stack.resources,
      Outputs: stack.outputs ?? {},
    });
    files[`${name}.assets.json`] = JSON.stringify({
      files: Object.fromEntries(
        assets.map(([hash]) => [
          hash,
          { source: { path: `asset.${hash}`, packaging: 'zip' }, destinations: { here: { objectKey: `${hash}.zip` } } },
        ]),
      ),
    });
    for (const [hash, source] of assets) files[`asset.${hash}/index.js`] = source;
  }
  return writeFolder({ 'manifest.json': JSON.stringify({ version: '55.0.0', artifacts }), ...files });
}

/** A function resource with the code of an asset. */
export const functionResource = (hash: string, properties: Record<string, unknown> = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: { 'Fn::Sub': `assets-\${AWS::AccountId}-\${AWS::Region}` }, S3Key: `${hash}.zip` },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    ...properties,
  },
});

export const roleResource = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } };
