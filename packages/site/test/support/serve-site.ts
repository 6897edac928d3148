import { readFile, readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'

import { HttpServer } from '@qci-client/test-support/http-server'

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
}

/** Where `pnpm site:build` writes. */
export const dist: string = join(import.meta.dirname, '../../dist')

/** The files of the built site, relative to its folder, with forward slashes. */
export async function listFiles(): Promise<string[]> {
  const entries = await readdir(dist, { recursive: true, withFileTypes: true }).catch(() => {
    throw new Error('The site is not built. Run: pnpm exec turbo run site:build')
  })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(dist.length + 1)
        .replaceAll('\\', '/'),
    )
}

/** Serves the built site on a free port of this machine. */
export function serveSite(): Promise<HttpServer> {
  return HttpServer.start((request, response) => {
    const path = decodeURIComponent(new URL(request.path, 'http://localhost').pathname)
    const file = join(dist, path.endsWith('/') ? `${path}index.html` : path)
    readFile(file).then(
      (body) =>
        response
          .writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' })
          .end(body),
      () => response.writeHead(404).end(),
    )
  })
}
