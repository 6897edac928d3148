import { ENDS_BY_ITSELF } from '../src/runtimes/check-in-process.ts'
import { createNode } from '../src/runtimes/node.ts'
import { testRuntime } from './support/test-runtime.ts'

testRuntime(createNode('Node 24', 'node'), [ENDS_BY_ITSELF])
