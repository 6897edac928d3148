import { createWorkerd } from '../src/runtimes/workerd.ts'
import { testRuntime } from './support/test-runtime.ts'

testRuntime(createWorkerd('workerd', false))
testRuntime(createWorkerd('workerd with nodejs_compat', true))
// Then, workerd took Authorization along to other origins.
testRuntime(createWorkerd('workerd as of 2024', false, '2024-01-01'))
