import type { App } from 'aws-cdk-lib';
import type { Pipeline } from '../src/engine/pipeline.ts';
import type { Bundle } from './bundle.ts';
import type { FunctionName } from './function-names.ts';
import type { Settings } from './settings.ts';
import { MonitoringStack } from './stacks/monitoring-stack.ts';
import { ProcessingStack } from './stacks/processing-stack.ts';
import { StateStack } from './stacks/state-stack.ts';

interface PipelineStacksProps {
  readonly definition: Pipeline;
  readonly settings: Settings;
  readonly definitionHashes: Readonly<Record<string, string>>;
  readonly bundles: Readonly<Record<FunctionName, Bundle>>;
}

/** The three stacks of a pipeline. They name no account and no region: those of the command's profile hold. */
export function addPipelineStacks(app: App, props: PipelineStacksProps) {
  const { definition, settings, ...code } = props;
  const pipelineName = definition.name;
  const common = (part: string, description: string) => ({
    description: `Millrace pipeline ${pipelineName}, ${part}: ${description}`,
    tags: { 'millrace:pipeline': pipelineName },
  });
  const state = new StateStack(app, `millrace-${pipelineName}-state`, {
    ...common('state', 'stream, tables, queues and schemas'),
    settings,
    definition,
  });
  const processing = new ProcessingStack(app, `millrace-${pipelineName}-processing`, {
    ...common('processing', 'functions and what feeds them'),
    ...code,
    settings,
    pipelineName,
    state,
  });
  const monitoring = new MonitoringStack(app, `millrace-${pipelineName}-monitoring`, {
    ...common('monitoring', 'alarms, dashboards and saved queries'),
    settings,
    definition,
    state,
    processing,
  });
  return { state, processing, monitoring };
}
