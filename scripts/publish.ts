/**
 * Publishes the tarballs that the checks looked at, and no others: those whose version the registry does not have yet.
 * With provenance, which npm signs in a workflow that may ask for an identity token. `--by-hand` leaves it out;
 * `--dry-run` only says what it would do.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** In this order each finds what it depends on. */
const packages = ['auth-api', 'auth', 'auth-mock', 'auth-cli']
const how = process.argv.includes('--dry-run')
  ? ['--dry-run']
  : process.argv.includes('--by-hand')
    ? []
    : ['--provenance']

for (const folder of packages) {
  const at = new URL(`../packages/${folder}/`, import.meta.url)
  const { name, version } = JSON.parse(readFileSync(new URL('package.json', at), 'utf8')) as Manifest
  if (isPublished(`${name}@${version}`)) {
    console.log(`${name}@${version} is published already.`)
    continue
  }
  execFileSync('npm', ['publish', './.pack.tgz', '--access', 'public', ...how], { cwd: at, stdio: 'inherit' })
}

interface Manifest {
  name: string
  version: string
}

/** Whether the registry has this version. Anything but a plain no is an error: nothing is published on a guess. */
function isPublished(id: string): boolean {
  try {
    return (
      execFileSync('npm', ['view', id, 'version', '--json'], { encoding: 'utf8', stdio: 'pipe' }).trim() !==
      ''
    )
  } catch (error) {
    if (String((error as { stdout?: string }).stdout).includes('E404')) return false
    throw error
  }
}
