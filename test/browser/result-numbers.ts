import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { Page } from 'playwright-core';

// Readers of results that share no code with the pipeline's: one of the table itself, one of what people are shown.

/** A result as text that any reader of it has to come to: its numbers in full. */
export interface ResultNumbers {
  readonly n: string;
  readonly revision: string;
  readonly measures: Readonly<Record<string, string>>;
}

/** Results by key and start of the window: `ATL 2001-01-01T00:00:00.000Z`. */
export type Results = Readonly<Record<string, ResultNumbers>>;

/** Scans the results table itself. @returns results by aggregation */
export async function storedResults(options: {
  readonly endpoint: string;
  readonly region: string;
  readonly pipeline: string;
}): Promise<Readonly<Record<string, Results>>> {
  const { endpoint, region, pipeline } = options;
  const cloudformation = new CloudFormationClient({ endpoint, region });
  const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: `millrace-${pipeline}-state` }));
  const output = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'ResultsTableName');
  const client = new DynamoDBClient({ endpoint, region });
  const found: Record<string, Record<string, ResultNumbers>> = {};
  for await (const page of paginateScan({ client }, { TableName: output?.OutputValue, ConsistentRead: true })) {
    for (const { pk, sk, n, revision, measures } of page.Items ?? []) {
      const [aggregation = '', ...key] = (pk?.S ?? '').split('#');
      found[aggregation] ??= {};
      found[aggregation][nameOf(key.join('#'), Number(sk?.N))] = {
        n: textOf(n),
        revision: textOf(revision),
        measures: Object.fromEntries(Object.entries(measures?.M ?? {}).map(([name, value]) => [name, textOf(value)])),
      };
    }
  }
  return found;
}

/** DynamoDB gives numbers back as it likes to write them, 1.50 or 15E-1. */
function textOf(value: AttributeValue | undefined): string {
  if (value?.N !== undefined) return /^-?\d+$/.test(value.N) ? value.N : String(Number(value.N));
  return value?.S ?? (value?.BOOL === undefined ? 'null' : String(value.BOOL));
}

/** What `millrace results --json` has said. */
export function toldResults(lines: readonly string[]): Results {
  const told = lines.map((line): [string, ResultNumbers] => {
    const { key, windowStart, n, revision, measures } = JSON.parse(line);
    const values = Object.entries(measures).map(([name, value]) => [name, String(value)]);
    return [
      nameOf(key, Date.parse(windowStart)),
      { n: String(n), revision: String(revision), measures: Object.fromEntries(values) },
    ];
  });
  return Object.fromEntries(told);
}

/** What the page shows of the aggregation that is chosen there. */
export async function shownResults(page: Page): Promise<Results> {
  const { head, rows } = await readTable(page, '#results .scroll table');
  const measures = head.slice(head.indexOf('events') + 1, head.indexOf('revision'));
  const shown = rows.map((cells): [string, ResultNumbers] => {
    const cell = (name: string): string => cells[head.indexOf(name)] ?? '';
    const values = measures.map((name) => [name, cell(name).replace(/^–$/, 'null')]);
    return [
      nameOf(cell('Key'), instantOf(cell('Window from'))),
      { n: wholeOf(cell('events')), revision: cell('revision'), measures: Object.fromEntries(values) },
    ];
  });
  return Object.fromEntries(shown);
}

/** A table of the page as text: its head and its rows, what says that there are none left out. */
export async function readTable(page: Page, selector: string) {
  const table = page.locator(selector);
  // At one go: the page replaces rows as they change.
  return table.evaluate((element: TableElement) => {
    const textsOf = (cells: Iterable<{ readonly textContent: string }>) =>
      [...cells].map(({ textContent }) => textContent.trim());
    const rows = [...element.querySelectorAll('tbody tr')].map((row) => textsOf(row.querySelectorAll('th, td')));
    return { head: textsOf(element.querySelectorAll('thead th')), rows: rows.filter(({ length }) => length > 1) };
  });
}

/** As much of the browser's table as is read; these tests are not compiled with its types. */
interface TableElement {
  querySelectorAll(selector: string): Iterable<TableElement & { readonly textContent: string }>;
}

/** `2001-01-01` or `2001-01-01 06:00`, UTC, as the page writes it. */
export function instantOf(text: string): number {
  const [day = '', time = '00:00'] = text.split(' ');
  return Date.parse(`${day}T${time}Z`);
}

/** `1,234` as the page writes it. */
export function wholeOf(text: string): string {
  return text.replaceAll(',', '');
}

function nameOf(key: string, startMs: number): string {
  return `${key} ${new Date(startMs).toISOString()}`;
}
