import { runtimes } from '../src/runtimes/all.ts'
import { ENDS_BY_ITSELF } from '../src/runtimes/check-in-process.ts'
import { testRuntime } from './support/test-runtime.ts'

testRuntime(runtimes.bun, [ENDS_BY_ITSELF])
