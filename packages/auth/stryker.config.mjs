import { fileURLToPath } from 'node:url'

// The configuration of `pnpm mutants`: changes the sources in small ways, one at a time, and lists the changes that no test notices.
export default {
  plugins: [fileURLToPath(import.meta.resolve('@stryker-mutator/vitest-runner'))],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts' },
  mutate: ['src/**/*.ts'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 4_000,
  reporters: ['progress-append-only', 'clear-text', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: '.stryker/report.html' },
  tempDirName: '.stryker-tmp',
  incremental: true,
  incrementalFile: '.stryker/incremental.json',
}
