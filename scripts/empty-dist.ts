/** Empties the folder of what is built: what an earlier build left there would be published, too. */
import { rm } from 'node:fs/promises'

await rm('dist', { recursive: true, force: true })
