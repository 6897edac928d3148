/**
 * Writes the declarations of a package that is published as ESM (`dist`) and as CommonJS (`dist/cjs`), and removes those
 * that no entry point refers to: users cannot reach them. Run in the package's folder, with the names of its entry
 * points.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const entryPoints = process.argv.slice(2)
const reachable = new Set<string>()

async function visit(path: string): Promise<void> {
  if (reachable.has(path)) return
  reachable.add(path)
  const text = await readFile(path, 'utf8')
  const references = text.matchAll(/(?:from |import\()['"](\.[^'"]+)\.ts['"]/g)
  await Promise.all(Array.from(references, ([, name]) => visit(join(dirname(path), `${name}.d.ts`))))
}

const configs = ['tsconfig.build.json', 'tsconfig.build.node.json'].filter((config) => existsSync(config))
for (const folder of ['dist', join('dist', 'cjs')]) {
  for (const config of configs) {
    const flags = ['--outDir', folder, '--emitDeclarationOnly', '--declarationMap', 'false']
    execFileSync('tsc', ['-p', config, ...flags], { stdio: 'inherit', shell: process.platform === 'win32' })
  }
  // oxlint-disable-next-line no-await-in-loop -- two folders
  await Promise.all(entryPoints.map((name) => visit(join(folder, `${name}.d.ts`))))
}
for (const entry of await readdir('dist', { recursive: true })) {
  const path = join('dist', entry)
  // oxlint-disable-next-line no-await-in-loop -- a few dozen small files
  if (path.endsWith('.d.ts') && !reachable.has(path)) await rm(path)
}
