import { execFileSync } from 'node:child_process'

/** The name of a Python that has `requests`, or `undefined`. */
export function findPython(): string | undefined {
  return ['python3', 'python'].find((name) => hasCommand(name, '-c', 'import requests'))
}

/** Whether a command can be run. */
export function hasCommand(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
