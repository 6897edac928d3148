#!/usr/bin/env node
import { main } from './main.ts'
import { flush, guardOutput } from './output/stdout.ts'

guardOutput()
await main(process.argv.slice(2))
await flush()
// Do not wait for what still runs, such as a connection that is being opened.
process.exit()
