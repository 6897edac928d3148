import { fileURLToPath } from 'node:url'

import type { TestProjectInlineConfiguration } from 'vitest/config'

import { findChromium } from '@qci-client/test-support/find-chromium'
import { browserProject } from '../../auth-mock/browser/project.ts'

/**
 * The mock's project for tests in a page, with the tests of this package in it; none where no Chromium is
 * found, which the mock's own project tells.
 */
export function browserContractProjects(env: NodeJS.ProcessEnv): TestProjectInlineConfiguration[] {
  if (findChromium(env) === undefined) return []
  const project = browserProject(env)
  return [
    {
      ...project,
      root: fileURLToPath(new URL('..', import.meta.url)), // where msw, ajv and fast-check are to be found
      optimizeDeps: { include: ['msw/browser', 'msw/http', 'ajv/dist/2020.js', 'ajv-formats', 'fast-check'] },
      test: { ...project.test, name: 'browser-contract' },
    },
  ]
}
