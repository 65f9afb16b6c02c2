import protobuf from 'protobufjs';
import { DefinitionProblem } from '../event-format.ts';
import { fullNameOf } from './full-name.ts';
import { modelsOf } from './make-models.ts';
import { messageNames } from './message-index.ts';
import type { MessageModel } from './proto-model.ts';

/** A `.proto` file that Glue Schema Registry takes, parsed. */
export interface ProtoFile {
  /** The messages at its top level, in its order. */
  readonly topLevel: readonly MessageModel[];
  /** Full names of all its messages by their index, as records name them. */
  readonly index: readonly string[];
  /** Its messages by full name. */
  readonly messages: ReadonlyMap<string, MessageModel>;
}

/**
 * Parses the text of a `.proto` file: proto2 or proto3, without extensions and groups (Glue Developer Guide, "Schema registry:
 * supported data formats"). Of imports it takes Google's well-known types that protobufjs carries.
 *
 * @throws DefinitionProblem with one line
 */
export function parseProto(definition: string): ProtoFile {
  const { root, imports } = parse(definition);
  const own = messagesIn(root);
  addImports(root, imports);
  const messages = modelsOf(own);
  const isNested = new Set(own.filter((type) => type.parent instanceof protobuf.Type).map(fullNameOf));
  const topLevel = [...messages.values()].filter(({ fullName }) => !isNested.has(fullName));
  return { topLevel, index: messageNames(own), messages };
}

function parse(definition: string): { root: protobuf.Root; imports: readonly string[] } {
  try {
    // protobufjs reads editions, which Glue does not.
    if (protobuf.tokenize(definition, false).next() === 'edition') {
      throw new DefinitionProblem('editions are not supported: begin it with syntax = "proto3";');
    }
    const { root, imports = [], weakImports = [] } = protobuf.parse(definition, { alternateCommentMode: true });
    return { root, imports: [...imports, ...weakImports] };
  } catch (error) {
    throw problemOf(error);
  }
}

function addImports(root: protobuf.Root, imports: readonly string[]): void {
  for (const path of new Set(imports)) {
    const nested = protobuf.common.get(path)?.nested;
    if (!nested) {
      throw new DefinitionProblem(
        `the import "${path}" is not supported: ${supportedImports} are, others go into the file`,
      );
    }
    try {
      root.addJSON(nested);
    } catch (error) {
      throw problemOf(error);
    }
  }
  try {
    root.resolveAll();
  } catch (error) {
    throw problemOf(error);
  }
}

/** What protobufjs carries of Google's well-known types; the Java library of Glue knows them too. */
const supportedImports = 'any, duration, empty, field_mask, struct, timestamp and wrappers of google/protobuf';

function messagesIn(namespace: protobuf.NamespaceBase): protobuf.Type[] {
  return namespace.nestedArray.flatMap((object) => {
    if (object instanceof protobuf.Field) throw new DefinitionProblem('extensions are not supported');
    if (object instanceof protobuf.Type) return [object, ...messagesIn(object)];
    return object instanceof protobuf.Namespace && !(object instanceof protobuf.Service) ? messagesIn(object) : [];
  });
}

/** The parser throws plain errors, of one line with the number of the file's. */
function problemOf(error: unknown): DefinitionProblem {
  if (error instanceof DefinitionProblem) return error;
  return new DefinitionProblem(`it is not sound: ${error instanceof Error ? error.message : String(error)}`);
}
