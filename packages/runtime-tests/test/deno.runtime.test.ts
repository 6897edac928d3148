import { ENDS_BY_ITSELF } from '../src/runtimes/check-in-process.ts'
import { createDeno } from '../src/runtimes/deno.ts'
import { testRuntime } from './support/test-runtime.ts'

testRuntime(createDeno('Deno', true), [ENDS_BY_ITSELF])
testRuntime(createDeno('Deno without leave to read the environment', false), [ENDS_BY_ITSELF])
