#!/usr/bin/env node
import { endProcess } from './process/end-process.ts'
import { main } from './main.ts'
import { flush, guardOutput } from './output/stdout.ts'

// Node's own warnings show raw lines of OpenSSL; the command reports what matters in its own words.
process.removeAllListeners('warning')
guardOutput()
await main(process.argv.slice(2))
await flush()
await endProcess()
