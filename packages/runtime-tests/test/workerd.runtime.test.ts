import { runtimes } from '../src/runtimes/all.ts'
import { testRuntime } from './support/test-runtime.ts'

testRuntime(runtimes.workerd)
testRuntime(runtimes.workerdWithNode)
testRuntime(runtimes.workerdOf2024)
