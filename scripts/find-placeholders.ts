/** The fields of a package.json that a release needs. */
export interface Manifest {
  name: string
  version: string
  author?: string
  homepage?: string
  repository?: string | { url?: string }
  bugs?: string | { url?: string }
}

/** The placeholder for the owner of the repository. */
export const PLACEHOLDER = 'OWNER'

/**
 * Lists the fields of a manifest that are missing or still have a placeholder.
 *
 * @returns One sentence for each, with the field to set.
 */
export function findPlaceholders({ name, author, homepage, repository, bugs }: Manifest): string[] {
  const fields = { author, homepage, repository: toText(repository), bugs: toText(bugs) }
  return Object.entries(fields)
    .filter(([, value]) => !value || value.includes(PLACEHOLDER))
    .map(([field, value]) => `${name}: set "${field}" in its package.json (found ${value ?? 'nothing'})`)
}

function toText(value: string | { url?: string } | undefined): string | undefined {
  return typeof value === 'object' ? value.url : value
}
