import type { Finding } from '../verdict.ts';
import { fromTo, type Wording } from '../wording.ts';
import { compareMessages } from './compare-messages.ts';
import { compareServices } from './compare-services.ts';
import { broken, type Comparison } from './comparison.ts';
import { eventMessageOf } from './event-message.ts';
import type { ProtoFile, ProtoMessage } from './proto-type.ts';
import { isWellKnown } from './well-known.ts';

/**
 * Whether a reader of one file reads the messages of another; nothing found means yes.
 *
 * Fields are matched by number: a field of another name but the same number is the same field renamed, and events have its new name.
 * Messages at the top level are matched by name, since a record names its message.
 *
 * @param eventName of the event type, where it is known
 */
export function checkProto(
  reader: ProtoFile,
  writer: ProtoFile,
  wording: Wording,
  eventName?: string,
): readonly Finding[] {
  return [
    ...compareFiles(reader, writer, wording),
    ...compareEvents(reader, writer, wording, eventName),
    ...compareTopLevel(reader, writer, wording, eventName),
    ...compareServices(reader, writer, wording),
  ];
}

function compareFiles(reader: ProtoFile, writer: ProtoFile, wording: Wording): readonly Finding[] {
  const unknown = [...new Set([...reader.imports, ...writer.imports])].filter((path) => !isWellKnown(path));
  const findings: Finding[] = unknown.map((path) => ({
    kind: 'undecided',
    path: '',
    keyword: 'import',
    reason: `what "${path}" holds is not known here: write its types into the file`,
  }));
  if (reader.packageName === writer.packageName) return findings;
  const change = fromTo(wording, quotedPackage(reader), quotedPackage(writer));
  const problem = `the package changed ${change}, and with it the full name of every message, by which records are read`;
  return [...findings, broken('', 'PACKAGE_CHANGED', problem, 'keep the package')];
}

function quotedPackage({ packageName }: ProtoFile): string {
  return packageName === '' ? 'none' : `"${packageName}"`;
}

/** The event must be the same message in both files, and both must tell which it is. */
function compareEvents(
  reader: ProtoFile,
  writer: ProtoFile,
  wording: Wording,
  eventName: string | undefined,
): readonly Finding[] {
  if (eventName === undefined) return [];
  const [expected, written] = [eventMessageOf(reader, eventName), eventMessageOf(writer, eventName)];
  if (expected && written && expected.name === written.name) return [];
  const name = (message: ProtoMessage | undefined): string => (message ? `"${message.name}"` : 'none');
  return [
    broken(
      '',
      'EVENT_MESSAGE_CHANGED',
      `the message that is event "${eventName}" changed ${fromTo(wording, name(expected), name(written))}: it is the one named like the event, or else the file's only one`,
      'keep the event in the same message',
    ),
  ];
}

function compareTopLevel(
  reader: ProtoFile,
  writer: ProtoFile,
  wording: Wording,
  eventName: string | undefined,
): readonly Finding[] {
  const findings: Finding[] = [];
  const open: [ProtoMessage, ProtoMessage, string][] = [];
  const comparison: Comparison = { wording, compareLater: (one, other, path) => open.push([one, other, path]) };
  const known = new Map(reader.messages.map((message) => [message.name, message]));
  for (const message of writer.messages) {
    const match = known.get(message.name);
    if (match) open.push([match, message, message.name]);
    else if (isRecord(message, writer, wording, eventName)) findings.push(messageGone(message, wording));
  }
  const seen = new Map<ProtoMessage, Set<ProtoMessage>>();
  // Messages that fields hold join the end of the list, which the loop still reaches: a file may chain thousands.
  for (const [one, other, path] of open) {
    const others = seen.get(one) ?? new Set();
    if (others.has(other)) continue;
    seen.set(one, others.add(other));
    findings.push(...compareMessages(comparison, one, other, path));
  }
  return findings;
}

/** Whether records may hold a message that the reader lacks. One that was added as part of another, or beside the event, is none. */
function isRecord(message: ProtoMessage, writer: ProtoFile, wording: Wording, eventName: string | undefined): boolean {
  if (wording.isBackward) return true;
  return eventName === undefined && !isHeld(message, writer.messages);
}

function isHeld(message: ProtoMessage, messages: readonly ProtoMessage[]): boolean {
  return messages.some(
    (each) =>
      isHeld(message, each.messages) ||
      each.fields.some(({ type }) => each !== message && type.kind === 'message' && type.message === message),
  );
}

function messageGone({ name }: ProtoMessage, wording: Wording): Finding {
  return wording.isBackward
    ? broken(
        name,
        'MESSAGE_REMOVED',
        `message "${name}" was removed or renamed, and records written under ${wording.writer} may hold it`,
        'keep it under its name',
      )
    : broken(
        name,
        'MESSAGE_ADDED',
        `message "${name}" was added, which no field holds: ${wording.reader} cannot read records that hold it`,
        'put it into a schema of its own',
      );
}
