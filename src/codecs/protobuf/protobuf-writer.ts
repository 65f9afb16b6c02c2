import protobuf from 'protobufjs';
import type { FormatWriter } from '../event-format.ts';
import { eventDefinitionOf } from './event-definition.ts';
import { MessageWriter } from './message-writer.ts';
import { writePlanOf } from './write-plan.ts';

/**
 * Writes Protocol Buffers as Glue's deserializers read them: the index of the message in its file as a plain varint, then the message,
 * its fields by number.
 */
export const protobufWriter: FormatWriter = {
  format: 'PROTOBUF',
  writerOf(type, version) {
    const { file, message } = eventDefinitionOf(type, version);
    const index = file.index.indexOf(message.fullName);
    const plan = writePlanOf(message);
    return (event) => {
      const writer = protobuf.Writer.create().uint32(index);
      new MessageWriter(writer).write(plan, event);
      return writer.finish();
    };
  },
};
