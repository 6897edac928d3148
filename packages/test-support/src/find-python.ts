import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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

/**
 * A Python that has QCi's own client, or `undefined`. It is installed once into a virtual environment in the
 * temporary folder, which takes half a minute; without Python or PyPI a warning names what is skipped.
 */
export function findQciClientPython(): string | undefined {
  const folder = join(tmpdir(), 'qci-client-5.0.3')
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  if (hasCommand(python, '-c', 'import qci_client')) return python
  const system = findPython() ?? ['python3', 'python'].find((name) => hasCommand(name, '--version'))
  const isInstalled =
    system !== undefined &&
    hasCommand(system, '-m', 'venv', folder) &&
    hasCommand(python, '-m', 'pip', 'install', '--quiet', 'qci-client==5.0.3')
  if (isInstalled) return python
  console.warn('Skipped: the tests with qci-client 5.0.3, which needs Python 3.9 or later and PyPI.')
  return undefined
}
