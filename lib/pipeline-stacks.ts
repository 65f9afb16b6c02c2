import type { App } from 'aws-cdk-lib';
import type { FunctionName } from './function-names.ts';
import type { Settings } from './settings.ts';
import { MonitoringStack } from './stacks/monitoring-stack.ts';
import { ProcessingStack } from './stacks/processing-stack.ts';
import { StateStack } from './stacks/state-stack.ts';

interface PipelineStacksProps {
  readonly pipelineName: string;
  readonly settings: Settings;
  readonly definitionHashes: Readonly<Record<string, string>>;
  readonly bundles: Readonly<Record<FunctionName, string>>;
}

/** The three stacks of a pipeline. They name no account and no region: those of the command's profile hold. */
export function addPipelineStacks(app: App, props: PipelineStacksProps) {
  const { pipelineName, settings } = props;
  const common = (part: string, description: string) => ({
    description: `Millrace pipeline ${pipelineName}, ${part}: ${description}`,
    tags: { 'millrace:pipeline': pipelineName },
  });
  const state = new StateStack(app, `millrace-${pipelineName}-state`, {
    ...common('state', 'stream, tables and queues'),
    settings,
  });
  const processing = new ProcessingStack(app, `millrace-${pipelineName}-processing`, {
    ...common('processing', 'functions and what feeds them'),
    ...props,
    state,
  });
  const monitoring = new MonitoringStack(app, `millrace-${pipelineName}-monitoring`, {
    ...common('monitoring', 'alarms and dashboard'),
    settings,
    pipelineName,
    state,
    processing,
  });
  return { state, processing, monitoring };
}
