import { spawnSync } from 'node:child_process'
import { chmod } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'

import { BIN, run, toBareEnv } from './support/command.ts'
import { makeFolder } from './support/temporary-folder.ts'

/** Words that a shell completes after a line. */
type Complete = (line: string, script: string) => readonly string[]

const completeInBash: Complete = (line, script) => {
  const program = `eval "$SCRIPT"; COMP_WORDS=($LINE); [[ $LINE == *' ' ]] && COMP_WORDS+=('')
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _qci_auth; printf '%s\\n' "\${COMPREPLY[@]}"`
  return runShell(['bash', '--norc', '-c', program], { LINE: line, SCRIPT: script })
}

const completeInFish: Complete = (line, script) => {
  const program = 'echo $SCRIPT | source; complete -C "$LINE" | string replace -r "\\t.*" ""'
  return runShell(['fish', '--no-config', '-c', program], { LINE: line, SCRIPT: script })
}

/** Runs zsh in a pseudo-terminal of its own, types the line and Tab Tab, and reads what it lists. */
const completeInZsh: Complete = (line, script) => {
  const program = `
    zmodload zsh/zpty
    zpty -b shell "TERM=dumb PS1='' zsh -f"
    zpty -w shell 'autoload -U compinit && compinit -D -u; eval "$SCRIPT"; setopt list_packed; LISTMAX=0; unsetopt auto_menu; stty -echo; zstyle ":completion:*" list-prompt ""'
    zpty -w shell "bindkey '^I' list-choices; echo re''ady"
    until [[ $seen == *ready* ]]; do zpty -r shell seen '*ready*'; done
    zpty -n -w shell "$LINE"$'\\t'
    sleep 1
    output=
    while zpty -rt shell part; do output+=$part; done
    print -r -- $output
    zpty -d shell`
  return runShell(['zsh', '-f', '-c', program], { LINE: line, SCRIPT: script })
}

function runShell([command, ...args]: readonly string[], env: Record<string, string>): readonly string[] {
  const { stdout } = spawnSync(command!, args, {
    env: toBareEnv({ ...env, NODE: process.execPath, BIN }),
    encoding: 'utf8',
  })
  return stdout.split(/[\s\r]+/).filter(Boolean)
}

const SHELLS = [
  ['bash', completeInBash],
  ['zsh', completeInZsh],
  ['fish', completeInFish],
] as const

describe.each(SHELLS)('completion for %s', (shell, complete) => {
  const isMissing = spawnSync(shell, ['--version']).status !== 0
  const reason = isMissing ? ` (skipped: no ${shell})` : ''

  test.skipIf(isMissing).each<[line: string, expected: string[], not: string[]]>([
    ['qci-auth ', ['token', 'api', 'run', 'completion', 'help'], ['--json']],
    ['qci-auth t', ['token'], ['api']],
    ['qci-auth token --', ['--json', '--format', '--url', '--timeout'], ['--data']],
    ['qci-auth api --', ['--data', '--retry', '--output', '--profile'], ['--format']],
    ['qci-auth token --format ', ['text', 'json', 'env', 'exec', 'curl'], ['--json']],
    ['qci-auth --url https://api.example doc', ['doctor'], []],
    ['qci-auth completion ', ['bash', 'zsh', 'fish'], []],
    ['qci-auth help wh', ['whoami'], []],
  ])(`${shell} completes "%s"${reason}`, async (line, expected, not) => {
    const { stdout } = await run(['completion', shell])
    const words = complete(line, stdout)
    for (const word of expected) expect(words.some((each) => each === word || each.endsWith(word))).toBe(true)
    for (const word of not) expect(words).not.toContain(word)
  })

  test.skipIf(isMissing)(`the completion script of ${shell} has no syntax error${reason}`, async () => {
    await using folder = await makeFolder()
    const { stdout } = await run(['completion', shell])
    const file = await folder.write('script', stdout)
    await chmod(file, 0o755)
    expect(spawnSync(shell, ['-n', file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
  })
})

test('completion scripts name every command and flag of the help', async () => {
  const { stdout: help } = await run(['--help'])
  const commands = [...help.matchAll(/^ {2}([a-z]+) (?:\[|<| {2})/gm)].map(([, name]) => name!)
  expect(commands).toContain('token')
  const scripts = await Promise.all(SHELLS.map(async ([shell]) => (await run(['completion', shell])).stdout))
  for (const command of commands) {
    const flags = (await run([command, '--help'])).stdout.match(/--[a-z][a-z-]+(?= |,|\n)/g) ?? []
    for (const script of scripts) {
      expect(script).toContain(command)
      for (const flag of new Set(flags)) expect(script).toMatch(new RegExp(`(--|-l )${flag.slice(2)}`))
    }
  }
})
