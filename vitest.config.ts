import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'
import type { TestProjectInlineConfiguration } from 'vitest/config'

import { browserProject } from './packages/auth-mock/browser/project.ts'
import { browserContractProjects } from './packages/contract-tests/browser/project.ts'

const source = '@qci-client/source'

/** Tests that execute the examples of a README. They are a project of their own: a README edit runs only them. */
const readmeTests = '**/*readme*.test.ts'

/** What projects have in common, whether they inherit from the root or not. */
const common = {
  isolate: true, // explicit: otherwise Vitest prints a hint
  testTimeout: 30_000, // enough on a busy machine; a test that hangs still ends
  expect: { requireAssertions: true },
}

/** The tests of a package, run against the sources of all packages. */
function sourceProject(name: string): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: { name, include: [`packages/${name}/test/**/*.test.ts`], exclude: [readmeTests] },
  }
}

/** The tests of a package, run against the built packages. */
function builtProject(name: string): TestProjectInlineConfiguration {
  return {
    extends: false,
    test: { ...common, name, include: [`packages/${name}/test/**/*.test.ts`], exclude: [readmeTests] },
  }
}

export default defineConfig({
  resolve: { conditions: [source, ...defaultClientConditions] }, // browser projects
  ssr: { resolve: { conditions: [source, ...defaultServerConditions] } }, // node projects
  test: {
    ...common,
    maxWorkers: '100%', // much of the time is waiting for programs that the tests start
    reporters: ['default', './scripts/tally-reporter.ts'],
    projects: [
      sourceProject('auth'),
      {
        extends: true,
        test: {
          name: 'auth-api',
          include: ['packages/auth-api/test/**/*.test.ts'],
          typecheck: {
            enabled: true,
            tsconfig: 'packages/auth-api/tsconfig.json',
            include: ['packages/auth-api/test/**/*.test-d.ts'],
          },
        },
      },
      sourceProject('auth-mock'),
      sourceProject('auth-cli'),
      sourceProject('examples'),
      browserProject(process.env),
      ...browserContractProjects(process.env),
      {
        extends: false,
        test: { ...common, name: 'workspace', include: ['scripts/test/*.test.ts'] },
      },
      builtProject('bench'),
      builtProject('fleet-tests'),
      builtProject('contract-tests'),
      builtProject('recipes'),
      builtProject('site'),
      {
        extends: false,
        test: { ...common, name: 'readmes', include: [`packages/*/test/${readmeTests}`] },
      },
      {
        extends: false,
        test: {
          ...common,
          name: 'runtime-tests',
          include: ['packages/runtime-tests/test/**/*.test.ts'],
          globalSetup: ['packages/runtime-tests/test/support/install-suite.ts'],
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/auth/src/**'],
      reporter: ['text-summary'],
      reportsDirectory: 'packages/auth/coverage',
      thresholds: { lines: 95, branches: 90, functions: 95, statements: 95 },
    },
  },
})
