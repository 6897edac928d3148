import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { compare } from './compare.ts'
import { formatRatio } from './formats.ts'
import type { Row } from './row.ts'
import { startTokenServer } from './token-server.ts'

const ROUNDS = 30

/** The built command. */
const BIN = fileURLToPath(new URL('dist/bin.js', import.meta.resolve('@qci-client/auth-cli/package.json')))

/** How long the command's processes live, over those of `node -e 0`. */
export async function measureCommandStart(): Promise<Row[]> {
  await using server = await startTokenServer()
  const { url } = server
  const env = { ...process.env, QCI_API_URL: url, QCI_TOKEN: 'api-token' }
  const floor = () => timeProcess(['-e', '0'], env)
  const help = await compare(ROUNDS, () => timeProcess([BIN, '--help'], env), floor)
  const token = await compare(ROUNDS, () => timeProcess([BIN, 'token'], env), floor)
  return [
    {
      what: 'qci-auth --help, over node -e 0',
      goal: { atMost: 1.9 },
      measured: help.ratio,
      format: formatRatio,
      details: help.details,
    },
    {
      what: 'qci-auth token, over node -e 0',
      goal: { atMost: 3.4 },
      measured: token.ratio,
      format: formatRatio,
      details: token.details,
    },
  ]
}

/** Milliseconds from the start of a process to its end. */
async function timeProcess(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const startMs = performance.now()
  const child = spawn(process.execPath, args, { env, stdio: 'ignore' })
  const [status] = (await once(child, 'exit')) as [number | null]
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`)
  return performance.now() - startMs
}
