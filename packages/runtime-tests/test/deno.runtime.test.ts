import { runtimes } from '../src/runtimes/all.ts'
import { ENDS_BY_ITSELF } from '../src/runtimes/check-in-process.ts'
import { testRuntime } from './support/test-runtime.ts'

testRuntime(runtimes.deno, [ENDS_BY_ITSELF])
testRuntime(runtimes.denoWithoutEnvironment, [ENDS_BY_ITSELF])
