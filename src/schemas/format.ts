import type { Finding } from './verdict.ts';
import type { Wording } from './wording.ts';

/** What a data format knows of its definitions. All but `problem` take sound ones, and throw `Unsound` for others. */
export interface Format {
  /** One line: why a text is no sound definition; undefined for one that is. */
  problem(definition: string): string | undefined;
  /** One text for all ways to write the same definition. */
  canonical(definition: string): string;
  /**
   * What keeps the reader's definition from reading what is written under the writer's; nothing found means it reads all.
   *
   * @param eventName of the event type, where it is known
   */
  check(reader: string, writer: string, wording: Wording, eventName: string | undefined): readonly Finding[];
  /** What changed, one line each. */
  diff(before: string, after: string): readonly string[];
}
