import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

/** The tests that run for each mutant: all but those that take seconds and repeat what others test. */
export default defineConfig({
  ssr: { resolve: { conditions: ['@qci-client/source', ...defaultServerConditions] } },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/{broken-responses,leaks,steady-traffic,ten-thousand-callers,renewal.property,fetch-differential,tls}.test.ts',
    ],
    isolate: false, // takes half of the time; modules are loaded again for each mutant
    expect: { requireAssertions: true },
  },
})
