import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';

/**
 * An empty app whose synthesis fails on any security finding that no construct acknowledges. The CDK command hands over context and
 * output folder; `props` replaces them where the app is built without it.
 */
export function makeMillraceApp(props?: AppProps): App {
  const app = new App(props);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
}
