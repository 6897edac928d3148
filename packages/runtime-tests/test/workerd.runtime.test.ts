import { createWorkerd } from '../src/runtimes/workerd.ts'
import { testRuntime } from './support/test-runtime.ts'

testRuntime(createWorkerd('workerd', false))
testRuntime(createWorkerd('workerd with nodejs_compat', true))
