import { createBun } from '../src/runtimes/bun.ts'
import { ENDS_BY_ITSELF } from '../src/runtimes/check-in-process.ts'
import { testRuntime } from './support/test-runtime.ts'

testRuntime(createBun(), [ENDS_BY_ITSELF])
