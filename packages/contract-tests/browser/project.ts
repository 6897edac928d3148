import { fileURLToPath } from 'node:url'

import type { TestProjectInlineConfiguration } from 'vitest/config'

import { findChromium } from '@qci-client/test-support/find-chromium'
import { browserProject } from '../../auth-mock/browser/project.ts'

/**
 * The browser project of this package: the mock's, with other tests. Empty where no Chromium is found; the mock's own
 * project reports that.
 */
export function browserContractProjects(env: NodeJS.ProcessEnv): TestProjectInlineConfiguration[] {
  if (findChromium(env) === undefined) return []
  const project = browserProject(env)
  return [
    {
      ...project,
      root: fileURLToPath(new URL('..', import.meta.url)), // msw, ajv and fast-check are installed here
      optimizeDeps: { include: ['msw/browser', 'msw/http', 'ajv/dist/2020.js', 'ajv-formats', 'fast-check'] },
      test: { ...project.test, name: 'browser-contract' },
    },
  ]
}
