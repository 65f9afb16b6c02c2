import type { Finding } from '../verdict.ts';
import { below, fromTo, type Wording } from '../wording.ts';
import { broken } from './comparison.ts';
import type { ProtoFile, ProtoService } from './proto-type.ts';

/** Whatever the writer's side may call must be there (Glue Developer Guide, table for Protobuf). */
export function compareServices(reader: ProtoFile, writer: ProtoFile, wording: Wording): readonly Finding[] {
  return writer.services.flatMap((service) => {
    const match = reader.services.find(({ name }) => name === service.name);
    return match
      ? compareMethods(match, service, wording)
      : [gone(service.name, 'SERVICE', `service "${service.name}"`, wording)];
  });
}

function compareMethods(reader: ProtoService, writer: ProtoService, wording: Wording): readonly Finding[] {
  return [...writer.methods].flatMap(([name, signature]) => {
    const path = below(writer.name, name);
    const expected = reader.methods.get(name);
    if (expected === undefined) return [gone(path, 'RPC', `rpc "${name}"`, wording)];
    if (expected === signature) return [];
    const problem = `rpc "${name}" changed ${fromTo(wording, expected, signature)}`;
    return [broken(path, 'RPC_CHANGED', problem, 'keep it, and add another beside it')];
  });
}

function gone(path: string, kind: 'SERVICE' | 'RPC', what: string, wording: Wording): Finding {
  return wording.isBackward
    ? broken(
        path,
        `${kind}_REMOVED`,
        `${what} was removed or renamed, and callers of ${wording.writer} may call it`,
        'keep it',
      )
    : broken(
        path,
        `${kind}_ADDED`,
        `${what} was added, which ${wording.reader} does not have`,
        'put it into a schema of its own',
      );
}
