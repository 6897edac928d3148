import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { expect, test } from 'vitest'

/** What a bundle of a built module imports of Node; other packages stay outside of it. */
async function findNodeImports(module: string): Promise<string[]> {
  const input = fileURLToPath(new URL(`../../${module}`, import.meta.url))
  await using build = await rolldown({ input, platform: 'neutral', external: /^[^./]/ })
  const { output } = await build.generate({ format: 'esm' })
  const imports = output.flatMap((chunk) =>
    chunk.type === 'chunk' ? [...chunk.imports, ...chunk.dynamicImports] : [],
  )
  return imports.filter((name) => name.startsWith('node:'))
}

test.for([
  'auth-api/dist/index.js',
  'auth/dist/index.js',
  'auth-mock/dist/index.js',
  'auth-mock/dist/browser.js',
])('%s needs nothing of Node', async (module) => {
  expect(await findNodeImports(module)).toEqual([])
})

test('the mock on a port does, and this is how that is seen', async () => {
  expect(await findNodeImports('auth-mock/dist/server.js')).not.toEqual([])
})
