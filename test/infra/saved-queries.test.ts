import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PIPELINE_METRICS } from '../../src/ports/telemetry.ts';
import { PROJECT, pipelineTemplates, resourcesOf } from './support.ts';

const { monitoring } = pipelineTemplates();

interface Definition {
  readonly Name: string;
  readonly QueryString: string;
  readonly LogGroupNames: readonly { readonly 'Fn::ImportValue': string }[];
}

const queries = Object.values(resourcesOf(monitoring, 'AWS::Logs::QueryDefinition')).map(
  ({ Properties }) => Properties as Definition,
);

const ALL = ['Materializer', 'Recovery', 'Redriver', 'StreamProcessor', 'WatermarkKeeper'];
const COMMANDS = /^(fields|filter|stats|sort|limit) /;

function query(name: string): Definition {
  const found = queries.find(({ Name }) => Name === `millrace/tally/${name}`);
  if (!found) throw new Error(`no query ${name}`);
  return found;
}

/** All that the functions are made of, as text. */
function functionSources(): string {
  const folder = join(PROJECT, 'lambdas');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
}

describe('saved queries', () => {
  it.each([
    ['errors by function', ALL],
    ['slowest batches', ['StreamProcessor']],
    ['hot lanes', ['StreamProcessor']],
    ['rejected reasons', ['Redriver']],
    ['circuit breaker', ['StreamProcessor']],
    ['cold starts', ALL],
    ['one request across functions', ALL],
  ])('%s reads the logs of %j', (name, functions) => {
    const groups = query(name).LogGroupNames.map((group) => /Ref([A-Za-z]+)Logs/.exec(group['Fn::ImportValue'])?.[1]);
    expect(groups.sort()).toEqual(functions);
  });

  it('are these, each of commands that Logs Insights has, a line each', () => {
    expect(queries).toHaveLength(7);
    for (const { QueryString } of queries) {
      for (const line of QueryString.split('\n| ')) expect(line).toMatch(COMMANDS);
      expect(QueryString.length).toBeLessThan(10_000);
    }
  });

  it('look for lines that functions write', () => {
    const sources = functionSources();
    const sought = queries.flatMap(({ QueryString }) => [
      ...QueryString.matchAll(/filter message (?:= "|like \/\^)([^"/]+)/g),
    ]);
    expect(sought.map(([, text]) => text).sort()).toEqual(['batch', 'circuit open', 'still rejected']);
    for (const [, text] of sought) expect(sources).toMatch(new RegExp(`['\`]${text}`));
  });

  it('show fields that those lines have', () => {
    const sources = functionSources();
    const fieldsOf = (name: string) => [
      ...new Set(query(name).QueryString.match(/(?<![@\w"])[a-z][A-Za-z]+(?![\w(.])/g)),
    ];
    for (const [name, fields] of [
      ['hot lanes', ['shard', 'records', 'fresh']],
      ['rejected reasons', ['reason', 'position']],
      ['circuit breaker', ['shard', 'sequenceNumber']],
    ] as const) {
      expect(fieldsOf(name)).toEqual(expect.arrayContaining([...fields]));
      for (const field of fields) expect(sources).toMatch(new RegExp(`log\\.\\w+\\([^;]*\\b${field}\\b`));
    }
  });

  it('the slowest batches are told by metrics that there are', () => {
    const shown = query('slowest batches').QueryString.match(/\b[A-Z][A-Za-z]+\b/g) ?? [];
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.filter((name) => !(name in PIPELINE_METRICS))).toEqual([]);
  });
});
