import { readFile } from 'node:fs/promises'

import { type Consumer, createConsumer } from '@qci-client/test-support/consumer'

import type { RecipeFile } from './recipes.ts'

const compilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  experimentalDecorators: true,
  skipLibCheck: true,
  module: 'preserve',
  moduleResolution: 'bundler',
  target: 'es2022',
  lib: ['es2023', 'dom', 'dom.iterable', 'esnext.disposable'],
  types: ['node'],
  noEmit: true,
}

/** Packages that a reader has and the workspace has not: modules of the same shape, without a network. */
const FAKES = {
  '@aws-sdk/client-secrets-manager': 'client-secrets-manager',
  '@aws-sdk/client-dynamodb': 'client-dynamodb',
}

/** Creates a reader's folder: the libraries are installed, and each recipe is a folder with its files. */
export async function createReader(files: readonly RecipeFile[]): Promise<Consumer> {
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  const { devDependencies, optionalDependencies } = JSON.parse(manifest) as Record<string, object>
  const installed = Object.keys({ ...devDependencies, ...optionalDependencies }).filter(
    (name) => !name.startsWith('@qci-client/'),
  )
  const reader = await createConsumer({
    ...Object.fromEntries(installed.map((name) => [name, `packages/recipes/node_modules/${name}`])),
    '@types/node': 'node_modules/@types/node',
    '@typescript/native': 'node_modules/@typescript/native',
  })
  for (const [name, fake] of Object.entries(FAKES)) {
    const read = (ending: string) => readFile(new URL(`../fakes/${fake}${ending}`, import.meta.url), 'utf8')
    await reader.write(`node_modules/${name}/package.json`, '{ "type": "module", "exports": "./index.js" }')
    await reader.write(`node_modules/${name}/index.js`, await read('.js'))
    await reader.write(`node_modules/${name}/index.d.ts`, await read('.d.ts'))
  }
  const playwright = 'node_modules/@playwright/test'
  await reader.write(`${playwright}/package.json`, '{ "type": "module", "exports": "./index.js" }')
  await reader.write(`${playwright}/index.js`, "export * from 'playwright/test'")
  await reader.write(`${playwright}/index.d.ts`, "export * from 'playwright/test'")
  const globals = await readFile(new URL('../fakes/globals.d.ts', import.meta.url), 'utf8')
  await reader.write('globals.d.ts', globals)
  await reader.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['**/*.ts'] }))
  for (const { recipe, name, code } of files) await reader.write(`${recipe}/${name}`, code)
  return reader
}
