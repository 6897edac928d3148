import { defineConfig } from 'vite'

/** For `vite preview`, which serves the built site: a page that is not there is an error, not the first page. */
export default defineConfig({ appType: 'mpa' })
