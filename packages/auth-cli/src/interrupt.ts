import { EXIT } from './exit-status.ts'

/**
 * Ends the command at once on Ctrl-C, whatever is under way.
 *
 * @returns Takes that back, for a command that Ctrl-C is the way to end.
 */
export function endOnInterrupt(): () => void {
  const end = () => process.exit(EXIT.interrupted)
  process.once('SIGINT', end)
  return () => void process.off('SIGINT', end)
}
