/**
 * Fails when a native tool is not in the lock file for Linux, macOS and Windows. pnpm silently omits an optional binary
 * that is not published yet; the tool would then be missing on that platform.
 */
import { readFile } from 'node:fs/promises'

const PLATFORMS = ['linux', 'darwin', 'win'] as const

/** Parts that are included in the binary of one platform and separate on another. */
const INCOMPLETE_BY_DESIGN = ['@img/sharp-libvips']

const lockFile = await readFile(new URL('../pnpm-lock.yaml', import.meta.url), 'utf8')
// `@scope/binding-linux-x64-gnu@1.2.3`: the tool is the text before the platform, with the version.
const binary =
  /^ {2}'?(?<family>[^\s']*?)-?(?<platform>linux|darwin|win32|windows|win)-?(?<cpu>x64|64|arm64)[^@]*@(?<version>[\d.]+[^':]*)'?:/gm

const platformsOf = new Map<string, Set<string>>()
for (const { groups } of lockFile.matchAll(binary)) {
  const tool = `${groups?.['family']} ${groups?.['version']}`
  const platform = groups?.['platform']?.startsWith('win') ? 'win' : (groups?.['platform'] ?? '')
  platformsOf.set(tool, (platformsOf.get(tool) ?? new Set()).add(platform))
}

for (const [tool, platforms] of platformsOf) {
  const missing = PLATFORMS.filter((platform) => !platforms.has(platform))
  if (missing.length === 0 || INCOMPLETE_BY_DESIGN.some((part) => tool.startsWith(part))) continue
  console.error(
    `pnpm-lock.yaml has no ${missing.join(', ')} binary of ${tool}. Use another version of this tool.`,
  )
  process.exitCode = 1
}
if (platformsOf.size === 0)
  throw new Error('No native tool was found in pnpm-lock.yaml. Its format may have changed.')
if (/https?:\/\//.test(lockFile)) throw new Error('pnpm-lock.yaml contains the address of a registry.')
