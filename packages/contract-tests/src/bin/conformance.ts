/** `pnpm conformance --url …`: compares a server with the contract. */
import { writeFile } from 'node:fs/promises'
import process from 'node:process'
import { parseArgs } from 'node:util'

import { conformance, toJUnit, toText } from '../index.ts'

const HELP = `pnpm conformance --url URL [flags]

  --url URL             URL of the server (default: QCI_API_URL)
  --token FIELD=NAME    the environment variable NAME has a credential for that body field; repeatable
                        (default: refresh_token=QCI_TOKEN)
  --profile mock|live   mock: every case; live: at most ten requests (default: mock)
  --seed N              seed of the random requests (default: 1)
  --fuzz N              number of random requests for each operation (default: 50)
  --only ID             run one case, or all cases below an id
  --timeout-ms N        time limit of each response (default: 10000)
  --junit FILE          also write the report as JUnit XML

Exit codes: 0 no findings, 1 findings, 2 invalid arguments.
`
const TEXT = { type: 'string' } as const
const TEXTS = { url: TEXT, profile: TEXT, only: TEXT, junit: TEXT } as const
const NUMBERS = { seed: TEXT, fuzz: TEXT, 'timeout-ms': TEXT } as const
const OTHERS = { token: { type: 'string', multiple: true }, help: { type: 'boolean' } } as const

try {
  process.exitCode = await main()
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 2
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { ...TEXTS, ...NUMBERS, ...OTHERS } })
  if (values.help) {
    console.log(HELP)
    return 0
  }
  const { url: baseUrl = process.env['QCI_API_URL'], profile, only, junit } = values
  if (!baseUrl || !URL.canParse(baseUrl)) {
    throw new TypeError('No valid URL of a server. Pass --url or set QCI_API_URL.')
  }
  if (profile !== undefined && profile !== 'mock' && profile !== 'live') {
    throw new TypeError('--profile must be mock or live')
  }
  const report = await conformance({
    baseUrl,
    profile,
    only,
    tokens: readTokens(values.token),
    seed: toInteger('--seed', values.seed),
    fuzz: toInteger('--fuzz', values.fuzz),
    timeoutMs: toInteger('--timeout-ms', values['timeout-ms']),
  })
  console.log(toText(report))
  if (junit !== undefined) await writeFile(junit, toJUnit(report))
  return report.ok ? 0 : 1
}

/** Credentials come from the environment: other users can read the arguments of a command. */
function readTokens(flags = process.env['QCI_TOKEN'] === undefined ? [] : ['refresh_token=QCI_TOKEN']) {
  const entries = flags.map((flag) => {
    const [field = '', name = ''] = flag.split('=')
    const token = process.env[name]?.trim()
    if (!token) throw new TypeError(`--token ${field}=NAME: NAME must be a non-blank environment variable`)
    return [field, token]
  })
  return Object.fromEntries(entries) as Record<string, string>
}

function toInteger(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d+$/.test(text)) throw new TypeError(`${flag} must be an integer, got ${text}`)
  return Number(text)
}
