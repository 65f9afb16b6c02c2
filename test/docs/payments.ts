import type { TempProject } from '../support/temp-project.ts';
import { codeBlocks } from './markdown.ts';

export const SCHEMAS_PAGE = 'docs/schemas.md';
export const PAYMENT_FOLDER = 'pipelines/payments/schemas/payment';

/** The pipeline that docs/schemas.md is about, with its schema up to a version, as far as `schemas` commands look at it. */
export function writePayments(project: TempProject, newest: number): void {
  const events = [{ name: 'payment', compatibility: 'BACKWARD' }];
  project.write('pipelines/payments/pipeline.ts', `export default ${JSON.stringify({ name: 'payments', events })};`);
  for (let version = 1; version <= newest; version += 1) {
    const path = `${PAYMENT_FOLDER}/v${version}.avsc`;
    const block = codeBlocks(SCHEMAS_PAGE).find(({ label }) => label === path);
    if (!block) throw new Error(`${SCHEMAS_PAGE} does not show ${path}`);
    project.write(path, `${block.text}\n`);
  }
}
