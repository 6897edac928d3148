import starlight from '@astrojs/starlight'
import { defineConfig } from 'astro/config'

import { REPOSITORY } from './build/links.ts'
import { GROUPS, listPages } from './build/pages.ts'

/** Where the site is published, with its path. The workflow sets it. */
const siteUrl = new URL(process.env['SITE_URL'] ?? 'https://OWNER.github.io/')
const pages = await listPages('packages/site/.reference')

/** Groups that are open from the start; the others open when one of their pages is shown. */
const OPEN = new Set<string>(['Start', 'Guides', 'Recipes', 'Packages'])

export default defineConfig({
  site: siteUrl.origin,
  base: siteUrl.pathname,
  trailingSlash: 'always',
  image: { service: { entrypoint: 'astro/assets/services/noop' } },
  integrations: [
    starlight({
      title: 'QCi auth client',
      description: 'Access tokens for QCi’s web API in TypeScript.',
      favicon: '/favicon.svg',
      customCss: ['./src/styles/site.css'],
      social: [{ icon: 'github', label: 'Repository', href: REPOSITORY }],
      sidebar: GROUPS.map((group) => ({
        label: group,
        collapsed: !OPEN.has(group),
        items: pages.filter((page) => page.group === group).map(({ slug }) => ({ slug })),
      })).filter(({ items }) => items.length > 0),
      head: [
        { tag: 'meta', attrs: { property: 'og:image', content: new URL('og.png', siteUrl).href } },
        { tag: 'meta', attrs: { property: 'og:image:alt', content: 'QCi auth client for TypeScript' } },
      ],
      // Wrapped lines need no scrolling: regions that scroll would each need a label for screen readers.
      expressiveCode: { defaultProps: { wrap: true }, styleOverrides: { borderRadius: '0.4rem' } },
      lastUpdated: false,
      pagination: true,
    }),
  ],
})
