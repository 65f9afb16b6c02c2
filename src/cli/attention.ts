import { CommanderError } from 'commander';

/** Ends a command that has said what it found, so that scripts see it. */
export function needsAttention(): CommanderError {
  return new CommanderError(1, 'millrace.attention', 'something needs attention');
}
