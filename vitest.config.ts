import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

import { browserProject } from './packages/auth-mock/browser/project.ts'
import { browserContractProjects } from './packages/contract-tests/browser/project.ts'

const source = '@qci-client/source'

export default defineConfig({
  resolve: { conditions: [source, ...defaultClientConditions] }, // browser projects
  ssr: { resolve: { conditions: [source, ...defaultServerConditions] } }, // node projects
  test: {
    isolate: true, // said aloud: keeps the "Isolate" hint away
    maxWorkers: '100%', // much of the time is waiting for programs that the tests start
    testTimeout: 30_000, // a busy machine is no failure; what hangs still ends
    expect: { requireAssertions: true },
    reporters: ['default', './scripts/tally-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/{auth,auth-api,auth-cli,auth-mock,demo}/test/**/*.test.ts'],
          typecheck: {
            enabled: true,
            tsconfig: 'tsconfig.json',
            include: ['packages/*/test/**/*.test-d.ts'],
          },
        },
      },
      browserProject(process.env),
      ...browserContractProjects(process.env),
      {
        extends: false, // the built packages, not the sources
        test: {
          name: 'contract',
          isolate: true,
          testTimeout: 30_000,
          expect: { requireAssertions: true },
          include: ['packages/{contract-tests,site}/test/**/*.test.ts'],
        },
      },
      {
        extends: false, // likewise
        test: {
          name: 'runtimes',
          isolate: true,
          testTimeout: 30_000,
          expect: { requireAssertions: true },
          include: ['packages/runtime-tests/test/**/*.runtime.test.ts'],
          globalSetup: ['packages/runtime-tests/test/support/install-suite.ts'],
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/{auth,auth-api,auth-mock}/src/**'],
      exclude: ['**/generated/**'],
      reporter: ['text-summary'],
      // The commands run in processes of their own, where coverage does not see them.
      thresholds: { 'packages/auth/src/**': { lines: 95, branches: 90, functions: 95, statements: 95 } },
    },
  },
})
