/**
 * The command `qci-auth-mock` as a function, for programs that offer it as their own command.
 *
 * @module cli
 */
export { main as runAuthMockCommand } from './cli/main.ts'
