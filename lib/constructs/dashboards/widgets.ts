import { Aws, CfnMapping, type Stack } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, type IWidget, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** A dashboard is 24 columns wide. */
export const FULL_WIDTH = 24;
export const HALF_WIDTH = 12;

/** Two of them a row. */
export function graph(title: string, left: readonly IMetric[], right: readonly IMetric[] = []): IWidget {
  return new GraphWidget({ title, left: [...left], right: [...right], width: HALF_WIDTH });
}

/** The latest values, large. */
export function numbers(title: string, metrics: readonly IMetric[], width: number): IWidget {
  return new SingleValueWidget({ title, metrics: [...metrics], width, height: 4 });
}

/**
 * A dashboard of the pipeline. Dashboards have no region, and an account lists all of them in one place: the name tells both the pipeline
 * and the region apart.
 */
export function makeDashboard(
  scope: Construct,
  id: string,
  { pipelineName, kind, rows }: { readonly pipelineName: string; readonly kind: string; readonly rows: IWidget[][] },
): Dashboard {
  return new Dashboard(scope, id, {
    dashboardName: `millrace-${pipelineName}-${kind}-${Aws.REGION}`,
    widgets: rows,
  });
}

/** Where each partition of AWS has its console. */
const CONSOLES = {
  aws: { domain: 'console.aws.amazon.com' },
  'aws-cn': { domain: 'console.amazonaws.cn' },
  'aws-us-gov': { domain: 'console.amazonaws-us-gov.com' },
};

/** Makes what tells where the console shows a dashboard of the stack. */
export function makeDashboardUrls(stack: Stack): (dashboard: Dashboard) => string {
  const consoles = new CfnMapping(stack, 'Consoles', { mapping: CONSOLES, lazy: false });
  const domain = consoles.findInMap(Aws.PARTITION, 'domain');
  const home = `https://${Aws.REGION}.${domain}/cloudwatch/home?region=${Aws.REGION}`;
  return ({ dashboardName }) => `${home}#dashboards/dashboard/${dashboardName}`;
}
