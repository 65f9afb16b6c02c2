import { Unsound } from '../unsound.ts';
import { checkEnum, checkField, checkMessage, checkNames } from './check-soundness.ts';
import { parseFile } from './parse-file.ts';
import type {
  EnumSyntax,
  FieldSyntax,
  FileSyntax,
  MessageSyntax,
  MethodSyntax,
  ServiceSyntax,
  SideSyntax,
} from './proto-syntax.ts';
import {
  type FieldType,
  isScalarName,
  type ProtoEnum,
  type ProtoField,
  type ProtoFile,
  type ProtoMessage,
  type ProtoService,
  typeName,
} from './proto-type.ts';
import { namesOf } from './well-known.ts';

/** @throws Unsound for anything but a sound proto2 or proto3 file without extensions and groups, with its line */
export function parseProto(definition: string): ProtoFile {
  const file = parseFile(definition);
  return new Linker(file).link();
}

/** Finds the types that fields name. */
class Linker {
  readonly #byName = new Map<string, ProtoMessage | ProtoEnum>();
  readonly #imported: ReadonlySet<string>;
  /** Whether imports may bring names that are not known here. */
  readonly #hasUnknownImport: boolean;
  readonly #open: (() => void)[] = [];

  constructor(readonly file: FileSyntax) {
    const known = file.imports.map(namesOf);
    this.#imported = new Set(known.flatMap((names) => names ?? []));
    this.#hasUnknownImport = known.includes(undefined);
  }

  link(): ProtoFile {
    const { syntax, packageName, imports, services } = this.file;
    checkNames([...this.file.messages, ...this.file.enums, ...services], this.file.enums, 'the file');
    const messages = this.file.messages.map((message) => this.#declare(message, ''));
    const enums = this.file.enums.map((one) => this.#declareEnum(one, ''));
    for (const resolve of this.#open) resolve();
    return {
      syntax,
      packageName,
      imports,
      messages,
      enums,
      services: services.map((service) => this.#service(service)),
    };
  }

  #declare(message: MessageSyntax, scope: string): ProtoMessage {
    checkMessage(message, this.file.syntax);
    const name = `${scope}${message.name}`;
    const fields: ProtoField[] = [];
    const inner = `${name}.`;
    const result: ProtoMessage = {
      kind: 'message',
      name,
      fields,
      messages: message.messages.map((nested) => this.#declare(nested, inner)),
      enums: message.enums.map((nested) => this.#declareEnum(nested, inner)),
      reserved: message.reserved,
    };
    this.#byName.set(name, result);
    // Fields may name what comes later in the file.
    this.#open.push(() => fields.push(...message.fields.map((field) => this.#field(field, name))));
    return result;
  }

  #declareEnum(syntax: EnumSyntax, scope: string): ProtoEnum {
    const isClosed = this.file.syntax === 'proto2';
    checkEnum(syntax, isClosed);
    const values = new Map(syntax.values.map(({ name, number }) => [name, number]));
    const result: ProtoEnum = {
      kind: 'enum',
      name: `${scope}${syntax.name}`,
      values,
      isClosed,
      reserved: syntax.reserved,
    };
    this.#byName.set(result.name, result);
    return result;
  }

  #field(field: FieldSyntax, scope: string): ProtoField {
    const { name, number, label, oneof, keyType, line } = field;
    const type = this.#type(field.typeName, scope, line);
    checkField(field, type, this.file.syntax);
    const isImplicit =
      this.file.syntax === 'proto3' && label === undefined && oneof === undefined && type.kind !== 'message';
    // Imported types are messages but for one enum, of which nothing depends on presence.
    const presence = isImplicit && type.kind !== 'imported' ? 'implicit' : 'explicit';
    return {
      name,
      number,
      shape: keyType !== undefined ? 'map' : label === 'repeated' ? 'list' : 'single',
      presence: label === 'required' ? 'required' : presence,
      oneof,
      keyType: keyType !== undefined && isScalarName(keyType) ? keyType : undefined,
      type,
    };
  }

  /** From the innermost scope outwards, as the compiler looks: by the first part of the name alone. */
  #type(written: string, scope: string, line: number): FieldType {
    if (isScalarName(written)) return { kind: 'scalar', name: written };
    const [first = ''] = written.split('.');
    const scopes = written.startsWith('.') ? [] : scopesOf(scope);
    const around = scopes.find((each) => this.#byName.has(`${each}${first}`));
    const name = written.replace(/^\./, '');
    const found = this.#byName.get(around === undefined ? this.#local(name) : `${around}${name}`);
    if (found?.kind === 'message') return { kind: 'message', message: found };
    if (found) return { kind: 'enum', enum: found };
    if (around === undefined && (this.#imported.has(name) || this.#hasUnknownImport)) return { kind: 'imported', name };
    const advice = name.startsWith('google.protobuf.') ? ': import its file' : '';
    throw new Unsound(`line ${line}: there is no type "${written}"${advice}`);
  }

  /** Without the file's own package, which a name may give from any of its parts on. */
  #local(name: string): string {
    const parts = this.file.packageName.split('.');
    const prefix = parts.map((_, index) => `${parts.slice(index).join('.')}.`).find((end) => name.startsWith(end));
    return prefix === undefined ? name : name.slice(prefix.length);
  }

  #service({ name, methods }: ServiceSyntax): ProtoService {
    checkNames(methods, [], `service "${name}"`);
    const signature = ({ request, response, line }: MethodSyntax): string =>
      `(${this.#side(request, line)}) returns (${this.#side(response, line)})`;
    return { name, methods: new Map(methods.map((method) => [method.name, signature(method)])) };
  }

  #side({ typeName: written, isStream }: SideSyntax, line: number): string {
    const type = this.#type(written, '', line);
    if (type.kind === 'scalar' || type.kind === 'enum') {
      throw new Unsound(`line ${line}: a method takes and gives messages, "${written}" is none`);
    }
    return isStream ? `stream ${typeName(type)}` : typeName(type);
  }
}

/** `A.B` → `A.B.`, `A.`, and the file's own. */
function scopesOf(scope: string): readonly string[] {
  const parts = scope.split('.');
  return [...parts.map((_, index) => `${parts.slice(0, parts.length - index).join('.')}.`), ''];
}
