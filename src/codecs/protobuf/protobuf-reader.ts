import { RejectedValue } from '../../engine/rejection.ts';
import { DefinitionProblem, type FormatReader, type PayloadReader, SchemaMismatch } from '../event-format.ts';
import { type EventDefinition, eventDefinitionOf } from './event-definition.ts';
import { MessageReader } from './message-reader.ts';
import { missingRequired } from './missing-required.ts';
import { type ProtoFile, parseProto } from './parse-proto.ts';
import { ReadFault } from './read-fault.ts';
import { readIndex } from './read-index.ts';
import { readPlanOf } from './read-plan.ts';
import { whyUnreadable } from './readable-as.ts';

/** How deep messages lie in messages may come from the event. */
const MAX_PATH_LENGTH = 200;

/**
 * Reads Protocol Buffers as Glue's serializers write them: the index of the message in its file, then the message
 * (aws-glue-schema-registry, `ProtobufWireFormatEncoder`).
 */
export const protobufReader: FormatReader = {
  format: 'PROTOBUF',
  readerOf(type) {
    const today = eventDefinitionOf(type);
    const readMessage = messageReader(type.name, today);
    return {
      writtenUnder: (definition) => {
        const { index } = fileReadAs(today, definition);
        const expected = index.indexOf(today.message.fullName);
        return (buffer, start, end) => readMessage(buffer, readIndex(buffer, start, end, expected, index), end);
      },
    };
  },
};

/** The file under which events were written that can be read as today's. @throws SchemaMismatch where they cannot */
function fileReadAs({ message, file, definition }: EventDefinition, written: string): ProtoFile {
  if (written === definition) return file;
  const old = parseWritten(written);
  const { fullName } = message;
  const oldMessage = old.messages.get(fullName);
  if (!oldMessage) {
    throw new SchemaMismatch(`it has no message "${fullName}", which is the event's name in today's version`);
  }
  const problem = whyUnreadable(oldMessage, message);
  if (problem !== undefined) throw new SchemaMismatch(problem);
  return old;
}

function parseWritten(definition: string): ProtoFile {
  try {
    return parseProto(definition);
  } catch (error) {
    throw error instanceof DefinitionProblem ? new SchemaMismatch(error.message) : error;
  }
}

function messageReader(eventName: string, { message }: EventDefinition): PayloadReader {
  const { plan, hasRequired } = readPlanOf(message);
  const reader = new MessageReader(plan);
  return (buffer, start, end) => {
    let event: object;
    try {
      event = reader.read(buffer, start, end);
    } catch (error) {
      throw rejected(eventName, reader.path, error);
    }
    const missing = hasRequired ? missingRequired(plan, event) : undefined;
    if (missing === undefined) return event;
    throw new RejectedValue(
      'INVALID_EVENT',
      `event "${eventName}" is not valid: field "${missing.slice(0, MAX_PATH_LENGTH)}" is required`,
    );
  };
}

function rejected(eventName: string, path: string, error: unknown): unknown {
  const where = path === '' ? '' : `field "${path.slice(0, MAX_PATH_LENGTH)}": `;
  if (error instanceof ReadFault) {
    const what = error.reason === 'UNDECODABLE' ? 'is not the Protobuf of its schema' : 'is not valid';
    return new RejectedValue(error.reason, `event "${eventName}" ${what}: ${where}${error.message}`);
  }
  // protobufjs throws these, and only these, for bytes that end too early or are no number.
  const isLibrarys = error instanceof Error && (error.constructor === Error || error.constructor === RangeError);
  if (!isLibrarys) return error;
  const what = error.constructor === RangeError ? 'it ends too early' : 'a number or length is malformed';
  return new RejectedValue('UNDECODABLE', `event "${eventName}" is not the Protobuf of its schema: ${where}${what}`);
}
