import { join } from 'node:path'

import { type Consumer, createConsumer } from '@qci-client/test-support/consumer'
import type { Example } from './examples.ts'

const cli = join(import.meta.dirname, '../../../auth-cli/dist/bin.js')

/** The strictest compiler that a reader may have. */
const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  module: 'nodenext',
  target: 'es2022',
  lib: ['es2023', 'dom', 'dom.iterable', 'esnext.disposable'],
  types: ['node'],
  noEmit: true,
}

/** A reader's folder: the built packages and the command are installed, and each program of the guides is a file. */
export async function createUser(examples: readonly Example[]): Promise<Consumer> {
  const user = await createConsumer({
    '@qci-client/auth-api': 'packages/auth-api',
    '@types/node': 'node_modules/@types/node',
    '@typescript/native': 'node_modules/@typescript/native',
    'openapi-fetch': 'packages/auth/node_modules/openapi-fetch',
  })
  await user.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  await user.write('bin/qci-auth', `#!/bin/sh\nexec node '${cli}' "$@"\n`)
  await user.run('chmod', ['+x', 'bin/qci-auth'])
  for (const { file, code } of examples) await user.write(file, code)
  return user
}
