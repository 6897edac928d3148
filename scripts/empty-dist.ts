/** Empties `dist`: files of an earlier build would be published too. */
import { rm } from 'node:fs/promises'

await rm('dist', { recursive: true, force: true })
