import { readFileSync } from 'node:fs'

import type { Environment } from '../config/setting.ts'

/** How many certificates a text in PEM form has. */
export function countCertificates(text: string): number {
  return text.match(/^-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----/gm)?.length ?? 0
}

/** What is wrong with the file that `NODE_EXTRA_CA_CERTS` names, as the end of a sentence. */
export function findCaFileProblem(env: Environment): string | undefined {
  const file = env['NODE_EXTRA_CA_CERTS']
  if (!file) return undefined
  try {
    return countCertificates(readFileSync(file, 'utf8')) > 0
      ? undefined
      : 'names a file without a certificate'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? 'names a file that does not exist'
      : 'names a file that cannot be read'
  }
}
