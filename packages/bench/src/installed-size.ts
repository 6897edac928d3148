import { execFile } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { formatCount, formatKb } from './formats.ts'
import { toConstant } from './row.ts'
import type { Row } from './row.ts'

/** The packages that an install of `@qci-client/auth` adds, and the size of their files. */
export async function measureInstalledSize(): Promise<Row[]> {
  const installed = await listInstalled('@qci-client/auth', import.meta.filename)
  return [
    {
      what: 'installed packages',
      goal: { atMost: 4 },
      measured: toConstant(installed.size),
      format: formatCount,
      details: [...installed.keys()].join(', '),
    },
    {
      what: 'installed size',
      goal: { atMost: 700_000 },
      measured: toConstant([...installed.values()].reduce((sum, bytes) => sum + bytes, 0)),
      format: formatKb,
      details: 'their files, unpacked',
    },
  ]
}

/** A package and what it depends on: names and unpacked bytes, as a registry counts them. */
async function listInstalled(name: string, from: string): Promise<Map<string, number>> {
  const manifest = findManifest(name, from)
  const { dependencies = {} } = JSON.parse(await readFile(manifest, 'utf8')) as {
    dependencies?: Record<string, string>
  }
  const found = new Map([[name, await unpackedBytes(dirname(manifest))]])
  for (const dependency of Object.keys(dependencies)) {
    for (const [one, bytes] of await listInstalled(dependency, manifest)) found.set(one, bytes)
  }
  return found
}

/** Looks in each `node_modules` folder: `exports` of a package may hide its package.json. */
function findManifest(name: string, from: string): string {
  const folders = createRequire(from).resolve.paths(name) ?? []
  const found = folders.map((folder) => join(folder, name, 'package.json')).find((path) => existsSync(path))
  if (found === undefined) throw new Error(`${name} is not installed beside ${from}`)
  return realpathSync(found)
}

async function unpackedBytes(folder: string): Promise<number> {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts']
  const { stdout } = await promisify(execFile)('npm', args, { cwd: folder })
  const packs = Object.values(JSON.parse(stdout) as Record<string, { unpackedSize: number }>)
  return packs[0]?.unpackedSize ?? Number.NaN
}
