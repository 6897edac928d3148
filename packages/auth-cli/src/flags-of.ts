import type { Command } from 'commander'

import type { GlobalFlags } from './global-flags.ts'

/** What a flag may be once it is parsed. */
type FlagValue = string | number | boolean | readonly string[]

/** The flags of a command, and those that every command takes. */
export function flagsOf<T extends Partial<Record<keyof T, FlagValue>>>(command: Command): GlobalFlags & T {
  return command.optsWithGlobals<GlobalFlags & T>()
}
