/**
 * Publishes the tarballs that the checks looked at (`packages/NAME/.pack.tgz`), those whose version the registry does
 * not have yet.
 *
 *     node scripts/publish.ts --list        prints what would be published, as NAME@VERSION, on one line
 *     node scripts/publish.ts --dry-run     runs npm publish --dry-run for each
 *     node scripts/publish.ts               publishes, for the first release, by hand
 *     node scripts/publish.ts --provenance  publishes from a workflow that may request an identity token
 *
 * It rejects a manifest that still has a placeholder.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { findPlaceholders } from './find-placeholders.ts'
import type { Manifest } from './find-placeholders.ts'

/** Ordered so that the dependencies of a package are published before it. */
const names = ['auth-api', 'auth', 'auth-mock', 'auth-cli']
const [mode] = process.argv.slice(2)

const packages = names.map((name) => {
  const tarball = fileURLToPath(new URL(`../packages/${name}/.pack.tgz`, import.meta.url))
  const text = execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' })
  const manifest = JSON.parse(text) as Manifest
  return { tarball, manifest, id: `${manifest.name}@${manifest.version}` }
})
const unpublished = packages.filter(({ id }) => !isPublished(id))

if (mode === '--list') {
  console.log(unpublished.map(({ id }) => id).join(' '))
} else {
  const problems = unpublished.flatMap(({ manifest }) => findPlaceholders(manifest))
  if (problems.length > 0 && mode !== '--dry-run') {
    console.error(`Nothing was published:\n${problems.map((problem) => `- ${problem}`).join('\n')}`)
    process.exit(1)
  }
  for (const { tarball, id } of unpublished) {
    console.log(`Publishing ${id}`)
    execFileSync('npm', ['publish', tarball, '--access', 'public', ...(mode ? [mode] : [])], {
      stdio: 'inherit',
    })
  }
  if (unpublished.length === 0) console.log('The registry has all of these versions already.')
}

/** Whether the registry has this version. Any failure but "not found" ends the program: it never guesses. */
function isPublished(id: string): boolean {
  try {
    const found = execFileSync('npm', ['view', id, 'version', '--json'], { encoding: 'utf8', stdio: 'pipe' })
    return found.trim() !== ''
  } catch (error) {
    if (String((error as { stdout?: string }).stdout).includes('E404')) return false
    throw error
  }
}
