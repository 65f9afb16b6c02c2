import type { Resources } from '../src/client/index.ts';
import type { WriteUnits } from './report.ts';

/** What the tables have consumed since the local AWS started, by its own meter, which counts as DynamoDB does. */
export async function readWriteUnits(endpoint: string, { stateTable, resultsTable }: Resources): Promise<WriteUnits> {
  const response = await fetch(`${endpoint}/_millrace/consumed`);
  // The page's own format, a parse boundary: table name → what it consumed.
  const consumed = (await response.json()) as Readonly<Record<string, { readonly writeUnits: number }>>;
  const state = consumed[stateTable]?.writeUnits ?? 0;
  const results = consumed[resultsTable]?.writeUnits ?? 0;
  return { state, results, total: state + results };
}
