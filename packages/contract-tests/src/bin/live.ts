/** `pnpm contract:live`: holds the live API against the contract. */
import process from 'node:process'

import { askLive } from '../live.ts'

process.exitCode = await askLive({ env: process.env, print: (text) => console.log(text) })
