import { pipeline, Readable } from 'node:stream';
import { type CsvError, type Info, parse } from 'csv-parse';
import { CliError } from '../cli-error.ts';
import { MAX_LINE_BYTES, type Row } from './row.ts';

/** What the parser hands over with `info`; its types know nothing of options. */
interface Parsed {
  readonly info: Info;
  readonly record: readonly string[];
}

/**
 * The rows of a table in CSV (RFC 4180), whose first row names its columns.
 *
 * @throws CliError, after the rows before, where a quote is not closed: a row's end cannot be told from what is inside it then
 * @param checkNames throws CliError for columns that cannot be
 */
export async function* readTable(
  chunks: AsyncIterable<Uint8Array>,
  checkNames: (names: readonly string[]) => void,
): AsyncGenerator<Row> {
  const parser = parse({
    bom: true,
    info: true,
    max_record_size: MAX_LINE_BYTES,
    relax_column_count: true,
    skip_empty_lines: true,
    // Otherwise an error would take rows before it along.
    skip_records_with_error: true,
  });
  const faults: CsvError[] = [];
  parser.on('skip', (error: CsvError) => {
    if (faults.at(-1)?.lines !== error.lines) faults.push(error);
  });
  /** What is wrong up to a line. The parser reads ahead, so that it may tell of it before the rows that precede it. */
  function* faultsUpTo(lastLine: number): Generator<Row> {
    for (let next = faults[0]; next && Number(next.lines) <= lastLine; next = faults[0]) {
      faults.shift();
      yield faultyRow(next);
    }
  }
  // A failure of the source ends the parser with it, so that the loop below throws it.
  pipeline(Readable.from(chunks), parser, () => {});

  let names: readonly string[] | undefined;
  let line = 1;
  for await (const parsed of parser) {
    const { info, record } = parsed as Parsed;
    yield* faultsUpTo(info.lines);
    if (names) yield rowOf(line, names, record);
    else {
      names = namesIn(record);
      checkNames(names);
    }
    line = info.lines + 1;
  }
  yield* faultsUpTo(Number.POSITIVE_INFINITY);
}

/** A quote within a cell that does not begin with one. After any other fault nobody knows where rows begin. */
function faultyRow(fault: CsvError): Row {
  const line = Number(fault.lines);
  const [reason = ''] = fault.message.split('\n', 1);
  if (fault.code === 'INVALID_OPENING_QUOTE') return broken(line, '', reason);
  throw new CliError(`line ${line}: ${reason}: rows after it cannot be told apart`);
}

function namesIn(cells: readonly string[]): readonly string[] {
  const names = cells.map((cell) => cell.trim());
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw new CliError(`the first row must name the columns, each once: "${twice}" is there twice`);
  return names;
}

function rowOf(line: number, names: readonly string[], cells: readonly string[]): Row {
  const text = JSON.stringify(cells);
  if (cells.length === names.length) return { line, text, content: { kind: 'table', names, cells } };
  return broken(line, text, `it has ${cells.length} cells, the first row names ${names.length} columns`);
}

function broken(line: number, text: string, problem: string): Row {
  return { line, text, content: { kind: 'broken', problem } };
}
