/** What the monitoring stack says of an alarm to people, in the description that it gives it. */
export interface AlarmWords {
  /** As its runbook is called; alarms that have one runbook together are `<runbook>`, `<runbook>-2` and so on. */
  readonly name: string;
  /** What has happened when it goes off, in a sentence. */
  readonly description: string;
  /** Path or address of its runbook; null where its description names none. */
  readonly runbook: string | null;
}

/** @param ownName as CloudFormation made it, of the template's name for the alarm */
export function alarmWords(ownName: string, description: string): AlarmWords {
  const runbook = / Runbook: (\S+)$/.exec(description)?.[1] ?? null;
  return {
    name: nameOf(ownName, runbook),
    description: description.replace(/^Pipeline [^:]*: /, '').replace(/ Runbook: \S+$/, ''),
    runbook,
  };
}

function nameOf(ownName: string, runbook: string | null): string {
  const name = /([^/]+)\.md$/.exec(runbook ?? '')?.[1];
  if (name === undefined) return ownName;
  const number = /(?:^|-)[A-Za-z]+(\d+)Alarm[0-9A-F]{8}/.exec(ownName)?.[1];
  return number === undefined ? name : `${name}-${number}`;
}
