/** Writes the playground to `dist/index.html`. */
import { mkdir, writeFile } from 'node:fs/promises'

import { buildPlayground, MAX_BROTLI_BYTES } from './build-playground.ts'

const { html, brotliBytes } = await buildPlayground()
await mkdir(new URL('dist/', import.meta.url), { recursive: true })
await writeFile(new URL('dist/index.html', import.meta.url), html)
console.log(`playground/dist/index.html: ${brotliBytes} bytes with brotli, at most ${MAX_BROTLI_BYTES}`)
