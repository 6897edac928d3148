export { folderStore } from './node/folder-store.ts'
export type { TokenStore } from './share/token-store.ts'
