import { readFileSync } from 'node:fs'

import { PUBLISHED } from './tarballs.ts'

interface Manifest {
  name: string
  publishConfig: { exports?: Record<string, string | Record<string, string | null>> }
}

/** What programs in Node can import of the published packages: `@qci-client/auth-mock/server` and so on. */
export function listDoors(): string[] {
  return PUBLISHED.flatMap((name) => {
    const manifest = readManifest(name)
    return Object.entries(manifest.publishConfig.exports ?? {}).flatMap(([path, door]) =>
      typeof door === 'object' && door['node'] !== null ? [manifest.name + path.slice(1)] : [],
    )
  })
}

function readManifest(name: string): Manifest {
  const url = new URL(`../../../${name}/package.json`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as Manifest
}
