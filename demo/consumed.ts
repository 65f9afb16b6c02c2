import type { Resources } from '../src/client/index.ts';
import type { WriteUnits } from './report.ts';

/** What the local AWS tells of a table: units in all, and by what partition keys begin with. */
interface Consumed {
  readonly writeUnits: number;
  readonly writeUnitsByKind: Readonly<Record<string, number>>;
}

/** What partition keys of the state table begin with; all others are partials and control items. */
const PROGRESS = 'progress';
const MARK = 'm';

/** What the tables have consumed since the local AWS started, by its own meter, which counts as DynamoDB does. */
export async function readWriteUnits(endpoint: string, { stateTable, resultsTable }: Resources): Promise<WriteUnits> {
  const response = await fetch(`${endpoint}/_millrace/consumed`);
  // The page's own format, a parse boundary: table name → what it consumed.
  const consumed = (await response.json()) as Readonly<Record<string, Consumed>>;
  const { writeUnits: inState = 0, writeUnitsByKind = {} } = consumed[stateTable] ?? {};
  const progress = writeUnitsByKind[PROGRESS] ?? 0;
  const marks = writeUnitsByKind[MARK] ?? 0;
  const results = consumed[resultsTable]?.writeUnits ?? 0;
  return { state: inState - progress - marks, progress, marks, results, total: inState + results };
}
