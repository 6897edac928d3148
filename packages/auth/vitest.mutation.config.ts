import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

/** The tests that a mutant has to survive: all but those that take seconds to say what others say at once. */
export default defineConfig({
  ssr: { resolve: { conditions: ['@qci-client/source', ...defaultServerConditions] } },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/{broken-answers,leaks,steady-traffic,model.property}.test.ts'],
    expect: { requireAssertions: true },
  },
})
