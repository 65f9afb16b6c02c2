import type { Format } from '../format.ts';
import { problemOf } from '../unsound.ts';
import { checkProto } from './check-proto.ts';
import { diffProto } from './diff-proto.ts';
import { parseProto } from './parse-proto.ts';
import { canonicalProto } from './proto-tokens.ts';

export const protoFormat: Format = {
  problem: (definition) => problemOf(() => parseProto(definition)),
  canonical: canonicalProto,
  check: (reader, writer, wording, eventName) => checkProto(parseProto(reader), parseProto(writer), wording, eventName),
  diff: diffProto,
};
