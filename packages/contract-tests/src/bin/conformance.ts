/** `pnpm conformance --url …`: holds any server against a contract. */
import { readFile, writeFile } from 'node:fs/promises'
import process from 'node:process'
import { parseArgs } from 'node:util'

import { conformance } from '../conformance.ts'
import type { Node } from '../openapi/node.ts'
import { toJUnit } from '../report/junit.ts'
import { toText } from '../report/text.ts'

const HELP = `pnpm conformance --url URL [flags]

  --url URL             where the server is; else QCI_API_URL
  --contract FILE       its OpenAPI document, JSON, in one piece; else that of QCi's auth API
  --token FIELD=NAME    the environment variable NAME holds a credential for that field, parameter or security
                        scheme; may come several times; else refresh_token=QCI_TOKEN
  --profile mock|live   everything, or at most ten requests; else mock
  --seed N              what chance follows from; else 1
  --fuzz N              how many requests are made up by chance for each operation; else 50
  --only ID             one case, or all below an id
  --timeout-ms N        how long an answer may take; else 10000
  --junit FILE          writes the report as JUnit XML too

Exit code: 0 when nothing failed, 1 when something did, 2 when it could not be tried.
`

try {
  process.exitCode = await main()
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 2
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      contract: { type: 'string' },
      token: { type: 'string', multiple: true },
      profile: { type: 'string' },
      seed: { type: 'string' },
      fuzz: { type: 'string' },
      only: { type: 'string' },
      'timeout-ms': { type: 'string' },
      junit: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    console.log(HELP)
    return 0
  }
  const baseUrl = values.url ?? process.env['QCI_API_URL']
  if (!baseUrl || !URL.canParse(baseUrl)) throw new TypeError('Name the server with --url or QCI_API_URL')
  const { profile } = values
  if (profile !== undefined && profile !== 'mock' && profile !== 'live') {
    throw new TypeError('--profile must be mock or live')
  }
  const report = await conformance({
    baseUrl,
    profile,
    tokens: readTokens(values.token),
    contract: values.contract === undefined ? undefined : await readDocument(values.contract),
    seed: toNumber('--seed', values.seed),
    fuzz: toNumber('--fuzz', values.fuzz),
    timeoutMs: toNumber('--timeout-ms', values['timeout-ms']),
    only: values.only,
  })
  console.log(toText(report))
  if (values.junit !== undefined) await writeFile(values.junit, toJUnit(report))
  return report.ok ? 0 : 1
}

/** Credentials come by the environment: what stands in a command can be read by others. */
function readTokens(flags: readonly string[] | undefined): Record<string, string> {
  const byDefault = process.env['QCI_TOKEN'] === undefined ? [] : ['refresh_token=QCI_TOKEN']
  return Object.fromEntries(
    (flags ?? byDefault).map((flag) => {
      const [field = '', name = ''] = flag.split('=')
      const token = process.env[name]?.trim()
      if (!token)
        throw new TypeError(`--token ${field}=NAME: NAME must be an environment variable that is set`)
      return [field, token]
    }),
  )
}

async function readDocument(file: string): Promise<Node> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Node
  } catch (error) {
    throw new TypeError(`${file} cannot be read as JSON: ${(error as Error).message}`, { cause: error })
  }
}

function toNumber(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d+$/.test(text)) throw new TypeError(`${flag} must be a whole number`)
  return Number(text)
}
