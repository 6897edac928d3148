import { readdir } from 'node:fs/promises'

/** A page of the site: where its Markdown is in the repository, and where the site shows it. */
export interface Page {
  /** The Markdown file, relative to the root of the repository. */
  source: string
  /** The page's path on the site, without slashes around it. Empty for the first page. */
  slug: string
  /** The group of the sidebar. */
  group: Group
  /** The text in the sidebar. Without it: the page's title. */
  label?: string
}

/** The groups of the sidebar, in their order. */
export const GROUPS = [
  'Start',
  'Guides',
  'Recipes',
  'Examples',
  'Packages',
  'Reference',
  'Project',
  'Decisions',
] as const

export type Group = (typeof GROUPS)[number]

const root = new URL('../../../', import.meta.url)

/** Guides in the order of the sidebar. Others follow in the order of their names. */
const GUIDE_ORDER = [
  'renewal',
  'errors',
  'testing',
  'many-processes',
  'runtimes-and-proxies',
  'security',
  'command',
  'coming-from-python',
]

const PACKAGES = ['auth', 'auth-api', 'auth-mock', 'auth-cli']

/**
 * Lists all pages in the order of the sidebar.
 *
 * @param referenceFolder - Where typedoc wrote the reference, relative to the root of the repository.
 */
export async function listPages(referenceFolder: string): Promise<Page[]> {
  const guides = 'packages/site/guides'
  return [
    { source: `${guides}/quick-start.md`, slug: '', group: 'Start', label: 'Quick start' },
    ...(await listFolder(guides, 'guides', 'Guides', GUIDE_ORDER)).filter(
      ({ source }) => !source.endsWith('/quick-start.md'),
    ),
    ...(await listFolder(`${guides}/recipes`, 'recipes', 'Recipes')),
    { source: 'packages/examples/README.md', slug: 'examples', group: 'Examples', label: 'Overview' },
    ...(await listFolder(`${guides}/examples`, 'examples', 'Examples')),
    ...PACKAGES.map((name) => toReadme(name, 'Packages')),
    ...(await listReference(referenceFolder)),
    { source: 'docs/architecture.md', slug: 'architecture', group: 'Project' },
    { source: 'docs/dependencies.md', slug: 'dependencies', group: 'Project' },
    { source: 'docs/token-store-format.md', slug: 'token-store-format', group: 'Project' },
    { source: 'spec/README.md', slug: 'contract', group: 'Project', label: 'The contract' },
    {
      source: 'packages/contract-tests/README.md',
      slug: 'contract-tests',
      group: 'Project',
      label: 'Contract tests',
    },
    {
      source: 'packages/runtime-tests/README.md',
      slug: 'runtime-tests',
      group: 'Project',
      label: 'Runtime tests',
    },
    { source: 'CONTRIBUTING.md', slug: 'contributing', group: 'Project' },
    {
      source: 'SECURITY.md',
      slug: 'reporting-vulnerabilities',
      group: 'Project',
      label: 'Reporting vulnerabilities',
    },
    { source: 'docs/decisions/README.md', slug: 'decisions', group: 'Decisions', label: 'Overview' },
    ...(await listFolder('docs/decisions', 'decisions', 'Decisions')),
  ]
}

function toReadme(name: string, group: Group): Page {
  return { source: `packages/${name}/README.md`, slug: `packages/${name}`, group, label: name }
}

/** The Markdown files of a folder, without its README; none when there is no such folder. */
async function listFolder(
  folder: string,
  slug: string,
  group: Group,
  order: readonly string[] = [],
): Promise<Page[]> {
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length)
  return (await listMarkdown(folder))
    .map((file) => file.replace(/\.md$/, ''))
    .filter((name) => name !== 'README')
    .toSorted((one, other) => rank(one) - rank(other) || one.localeCompare(other))
    .map((name) => ({ source: `${folder}/${name}.md`, slug: `${slug}/${name}`, group }))
}

/** A page for each entry point of a package. typedoc's lists of them are omitted: the sidebar has one. */
async function listReference(folder: string): Promise<Page[]> {
  return (await listMarkdown(folder, { recursive: true }))
    .filter((file) => file.startsWith('@qci-client/') && !file.endsWith('/index.md'))
    .map((file) => {
      // The main entry point of a package that has several.
      const name = file.replace('@qci-client/', '').replace(/(\/index-1)?\.md$/, '')
      return {
        source: `${folder}/${file}`,
        slug: `reference/${name}`,
        group: 'Reference' as const,
        label: name,
      }
    })
    .toSorted((one, other) => one.slug.localeCompare(other.slug))
}

async function listMarkdown(folder: string, options: { recursive?: boolean } = {}): Promise<string[]> {
  const names = await readdir(new URL(`${folder}/`, root), options).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names.map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith('.md'))
}
