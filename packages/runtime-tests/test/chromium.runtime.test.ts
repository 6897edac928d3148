import { runtimes } from '../src/runtimes/all.ts'
import { testRuntime } from './support/test-runtime.ts'

testRuntime(runtimes.chromium)
