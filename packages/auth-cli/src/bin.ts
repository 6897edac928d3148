#!/usr/bin/env node
import { main } from './main.ts'
import { flush } from './output.ts'

await main(process.argv.slice(2))
await flush()
// What is left, such as a connection that is still being made, would keep the process for its own time.
process.exit()
