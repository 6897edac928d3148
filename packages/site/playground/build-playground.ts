import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'

import { rolldown } from 'rolldown'

/** The largest allowed size of the whole page, compressed with brotli. */
export const MAX_BROTLI_BYTES = 90_000

/** The page, and its size when compressed with brotli. */
export interface PlaygroundPage {
  html: string
  brotliBytes: number
}

/**
 * Builds the playground: one HTML page that needs no other file and that sends no request.
 *
 * @throws Error when it is larger than {@link MAX_BROTLI_BYTES}.
 */
export async function buildPlayground(): Promise<PlaygroundPage> {
  const parts: Record<string, string> = { STYLE: await read('style.css'), SCRIPT: await bundleScript() }
  const page = await read('page.html')
  const filled = page.replaceAll(/%(STYLE|SCRIPT)%/g, (_, name: string) => parts[name]!)
  const policy = [
    "default-src 'none'",
    "connect-src 'none'",
    `script-src ${toHashSource(filled, 'script')}`,
    `style-src ${toHashSource(filled, 'style')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const html = filled.replace('%CSP%', () => policy)
  const brotliBytes = brotliCompressSync(html).length
  if (brotliBytes > MAX_BROTLI_BYTES) {
    throw new Error(`The playground has ${brotliBytes} bytes with brotli, the limit is ${MAX_BROTLI_BYTES}`)
  }
  return { html, brotliBytes }
}

function read(name: string): Promise<string> {
  return readFile(new URL(name, import.meta.url), 'utf8')
}

function toPath(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}

/** Bundles the script with the client and the mock, from their sources. */
async function bundleScript(): Promise<string> {
  await using build = await rolldown({
    input: toPath('src/main.ts'),
    platform: 'browser',
    tsconfig: false,
    // msw keeps cookies in the storage. Reading that throws in a sandboxed iframe.
    transform: { define: { localStorage: '({})' } },
    resolve: {
      conditionNames: ['@qci-client/source', 'browser', 'import', 'default'],
      // Only msw's cookie jar needs the list of public suffixes, which is larger than all the rest.
      alias: { tldts: toPath('src/without-public-suffixes.ts') },
    },
  })
  const { output } = await build.generate({ format: 'iife', minify: true, codeSplitting: false })
  return output[0].code.replaceAll('</script', String.raw`<\/script`).trim()
}

/** How a Content-Security-Policy names the page's only inline script or style. */
function toHashSource(page: string, tag: 'script' | 'style'): string {
  const text = page.slice(page.indexOf(`<${tag}>`) + tag.length + 2, page.lastIndexOf(`</${tag}>`))
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
