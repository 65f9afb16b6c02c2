import { Aws } from 'aws-cdk-lib';
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

/** Where the console shows a dashboard. */
export function dashboardUrl(dashboard: Dashboard): string {
  const home = `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}`;
  return `${home}#dashboards/dashboard/${dashboard.dashboardName}`;
}
