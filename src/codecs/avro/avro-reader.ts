import type { Resolver, Type } from 'avsc';
import type { AnyEventType } from '../../engine/event-type.ts';
import { RejectedValue } from '../../engine/rejection.ts';
import type { AvroType } from '../../schemas/avro/avro-type.ts';
import { shortName } from '../../schemas/avro/avro-type.ts';
import {
  DefinitionProblem,
  type EventReader,
  type FormatReader,
  type PayloadReader,
  SchemaMismatch,
} from '../event-format.ts';
import { readDefinition, readEventDefinition, reasonOf } from './avro-definition.ts';
import { payloadCheck } from './payload-check.ts';
import { PayloadCursor } from './payload-cursor.ts';
import { resolvedType, sameVersionType } from './reading-types.ts';

/**
 * Avro's binary encoding (specification 1.11), read as today's version of the type. Bytes are refused that a lenient reader would
 * take: text that is not UTF-8, booleans other than 0 and 1, numbers wider than their type, blocks of another size than they claim.
 *
 * User code is given `bigint` for long, epoch milliseconds as number for `timestamp-millis` and `local-timestamp-millis`, text for
 * `date` (`YYYY-MM-DD`), `decimal` (with all digits of its scale) and `uuid` (in lower case), the bare value for any other logical
 * type, and the bare value of a union where its types differ in JavaScript, else `{branch: value}`.
 */
export const avroReader: FormatReader = { format: 'AVRO', readerOf };

function readerOf({ name, schema }: AnyEventType): EventReader {
  const definition = schema.versions.at(-1)?.definition;
  if (definition === undefined) throw new DefinitionProblem(`event type "${name}" has no version of its schema`);
  const today = readEventDefinition(definition);
  if ('problem' in today) throw new DefinitionProblem(`the schema of event type "${name}": ${today.problem}`);
  const todaysType = typeOf(name, today);
  return {
    writtenUnder(written) {
      if (written === definition) return payloadReader(today, { type: todaysType });
      const writer = readDefinition(written);
      if ('problem' in writer)
        throw new SchemaMismatch(`the schema it was written under is unsound: ${writer.problem}`);
      try {
        return payloadReader(writer, resolvedType(writer, today));
      } catch (error) {
        throw new SchemaMismatch(`it cannot be read as today's "${name}": ${reasonOf(error)}`);
      }
    },
  };
}

function typeOf(name: string, today: AvroType): Type {
  try {
    return sameVersionType(today);
  } catch (error) {
    throw new DefinitionProblem(`the schema of event type "${name}": ${reasonOf(error)}`);
  }
}

function payloadReader(writer: AvroType, { type, resolver }: { type: Type; resolver?: Resolver }): PayloadReader {
  const check = payloadCheck(writer);
  const cursor = new PayloadCursor();
  const place = 'name' in writer ? shortName(writer.name) : 'event';
  return (buffer, start, end) => {
    cursor.open(buffer, start, end, place);
    check(cursor);
    cursor.close();
    try {
      return type.decode(buffer, start, resolver).value;
    } catch (error) {
      if (error instanceof RejectedValue) throw error;
      // What the check lets pass the library decodes; should it not, the record must not hold up its shard.
      throw new RejectedValue('UNDECODABLE', `${place}: ${reasonOf(error)}`);
    }
  };
}
