/**
 * The mock on a port, for programs in any language.
 *
 * @module server
 */
export { type AuthMockServer, type AuthMockServerOptions, startAuthMockServer } from './server/server.ts'
