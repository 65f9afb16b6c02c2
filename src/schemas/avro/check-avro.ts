import type { Finding } from '../verdict.ts';
import { below, type Wording } from '../wording.ts';
import type { AvroPrimitive, AvroRecord, AvroType, PrimitiveName } from './avro-type.ts';
import { RecordPairs } from './record-pairs.ts';
import { type AvroFinding, isReadable, isSameName, nameChanged, type Resolution, typeChanged } from './resolution.ts';
import { meaningChanged } from './resolve-meaning.ts';
import { resolveEnum, resolveFixed } from './resolve-named.ts';
import { resolveRecord } from './resolve-record.ts';
import { resolveIntoUnion, resolveUnion } from './resolve-union.ts';

/** What a writer may have written where a reader expects another type (Avro specification 1.11, "Schema Resolution"). */
const PROMOTED: Partial<Record<PrimitiveName, readonly PrimitiveName[]>> = {
  long: ['int'],
  float: ['int', 'long'],
  double: ['int', 'long', 'float'],
  string: ['bytes'],
  bytes: ['string'],
};

/** Records within records, far beyond what people write: deeper ones are not walked. */
const MAX_DEPTH = 300;

/** Whether `reader` reads all that `writer` writes; nothing found means yes. */
export function checkAvro(reader: AvroType, writer: AvroType, wording: Wording): readonly Finding[] {
  // Records that hold themselves are compared while their comparison is still open: a pair counts as readable until it is found not
  // to be, and whatever was concluded from that is concluded anew, until nothing more is found.
  const unreadable = new RecordPairs<true>();
  for (;;) {
    const before = unreadable.size;
    const findings = new Pass(wording, unreadable).resolve(reader, writer, '');
    if (unreadable.size === before) return findings.filter(isTold).map(plain);
  }
}

class Pass implements Resolution {
  readonly #visits = new RecordPairs<Visit>();
  #depth = 0;

  constructor(
    readonly wording: Wording,
    readonly unreadable: RecordPairs<true>,
  ) {}

  resolve(reader: AvroType, writer: AvroType, path: string): readonly AvroFinding[] {
    if (writer.kind === 'union') return resolveUnion(this, reader, writer, path);
    if (reader.kind === 'union') return resolveIntoUnion(this, reader, writer, path);
    if (reader.kind === 'record' && writer.kind === 'record') return this.#resolveRecords(reader, writer, path);
    if (reader.kind === 'enum' && writer.kind === 'enum') return resolveEnum(this, reader, writer, path);
    if (reader.kind === 'fixed' && writer.kind === 'fixed') return resolveFixed(this, reader, writer, path);
    if (reader.kind === 'array' && writer.kind === 'array')
      return this.resolve(reader.items, writer.items, `${path}[]`);
    if (reader.kind === 'map' && writer.kind === 'map') return this.resolve(reader.values, writer.values, `${path}{}`);
    if (reader.kind === 'primitive' && writer.kind === 'primitive' && canRead(reader, writer)) {
      return meaningChanged(this, reader, writer, path);
    }
    return [typeChanged(this, reader, writer, path)];
  }

  #resolveRecords(reader: AvroRecord, writer: AvroRecord, path: string): readonly AvroFinding[] {
    if (!isSameName(reader, writer)) return [nameChanged(this, reader, writer, path)];
    const earlier = this.#visits.get(reader, writer);
    if (earlier) return this.#again(earlier, reader, writer, path);
    if (this.#depth === MAX_DEPTH) return [tooDeep(path)];
    this.#visits.set(reader, writer, { path, findings: undefined });
    this.#depth += 1;
    const findings = resolveRecord(this, reader, writer, path);
    this.#depth -= 1;
    this.#visits.set(reader, writer, { path, findings });
    if (!isReadable(findings)) this.unreadable.set(reader, writer, true);
    return findings;
  }

  /** A pair once more: one finding stands for all, which are told where the pair came first. */
  #again(earlier: Visit, reader: AvroRecord, writer: AvroRecord, path: string): readonly AvroFinding[] {
    if (earlier.findings) {
      const first = earlier.findings.find((finding) => !isReadable([finding])) ?? earlier.findings[0];
      return first ? [repeated(first, rebased(first.path, earlier.path, path))] : [];
    }
    return this.unreadable.get(reader, writer) ? [repeated(typeChanged(this, reader, writer, path), path)] : [];
  }
}

interface Visit {
  readonly path: string;
  /** Undefined while the comparison is open. */
  readonly findings: readonly AvroFinding[] | undefined;
}

function repeated(finding: AvroFinding, path: string): AvroFinding {
  return finding.kind === 'break' ? { ...finding, path, isRepeated: true } : { ...finding, path };
}

function rebased(path: string, from: string, to: string): string {
  const rest = path.slice(from.length).replace(/^\./, '');
  return below(to, rest);
}

function canRead(reader: AvroPrimitive, writer: AvroPrimitive): boolean {
  return reader.type === writer.type || (PROMOTED[reader.type]?.includes(writer.type) ?? false);
}

function tooDeep(path: string): AvroFinding {
  const place = path.slice(0, 60);
  const reason = `records within records are compared to ${MAX_DEPTH} levels, these go deeper: nest less`;
  return { kind: 'undecided', path: place, keyword: 'record', reason };
}

/** What is told elsewhere is left out, unless it is all there is. */
function isTold(finding: AvroFinding, _: number, all: readonly AvroFinding[]): boolean {
  return !isRepeated(finding) || all.every(isRepeated);
}

function isRepeated(finding: AvroFinding): boolean {
  return finding.kind === 'break' && finding.isRepeated === true;
}

function plain(finding: AvroFinding): Finding {
  if (finding.kind === 'undecided') return finding;
  const { kind, path, rule, problem, cure } = finding;
  return { kind, path, rule, problem, cure };
}
