/**
 * The command `qci-auth-mock` as a function, for programs that offer it as a command of their own.
 *
 * @module cli
 */
export { main as runAuthMockCommand } from './cli/main.ts'
