/**
 * `pnpm contract:diff [REVISION]`: fails when a change of the contract breaks its users. Compares the OpenAPI description
 * with that of a revision (default: the newest release tag, otherwise origin/main) by oasdiff, which Go runs. Without Go
 * or a revision to compare with, it prints one line and succeeds.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const OASDIFF = 'github.com/oasdiff/oasdiff@v1.37.0'
/** The contract in one file, as `pnpm generate` writes it. */
const CONTRACT = 'packages/auth-api/openapi.json'
const root = fileURLToPath(new URL('..', import.meta.url))

const revision = process.argv[2] ?? findRevision()
const earlier = revision === undefined ? undefined : git('show', `${revision}:${CONTRACT}`)
if (earlier === undefined) skip(`there is no earlier ${CONTRACT} to compare with`)
else if (spawnSync('go', ['version']).status !== 0) skip('Go is not installed')
else compareWith(earlier)

function compareWith(text: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'contract-'))
  try {
    const file = join(folder, 'earlier.json')
    writeFileSync(file, text)
    const args = ['run', OASDIFF, 'breaking', '--fail-on', 'ERR', file, join(root, CONTRACT)]
    const { status } = spawnSync('go', args, { stdio: 'inherit' })
    console.log(
      status === 0
        ? `No change since ${revision} breaks users of the contract.`
        : `Compared with ${revision}.`,
    )
    process.exitCode = status ?? 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function findRevision(): string | undefined {
  const tag = git('describe', '--tags', '--abbrev=0', '--match', '@qci-client/auth-api@*')?.trim()
  return (
    tag ?? (git('rev-parse', '--verify', '--quiet', 'origin/main') === undefined ? undefined : 'origin/main')
  )
}

/** What git prints; undefined when it fails. */
function git(...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return undefined
  }
}

function skip(reason: string): void {
  console.log(`Skipped the check for breaking changes of the contract: ${reason}.`)
}
