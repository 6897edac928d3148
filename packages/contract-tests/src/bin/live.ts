/** `pnpm contract:live`: compares the live API with the contract. */
import process from 'node:process'

import { runLiveProfile } from '../live.ts'

process.exitCode = await runLiveProfile({ env: process.env, print: (text) => console.log(text) })
