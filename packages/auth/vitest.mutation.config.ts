import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

/** The tests that a mutant has to survive: all but those that take seconds to say what others say at once. */
export default defineConfig({
  ssr: { resolve: { conditions: ['@qci-client/source', ...defaultServerConditions] } },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/{broken-answers,leaks,steady-traffic,ten-thousand-callers,model.property}.test.ts'],
    isolate: false, // half of the time; modules are loaded anew for each mutant all the same
    expect: { requireAssertions: true },
  },
})
