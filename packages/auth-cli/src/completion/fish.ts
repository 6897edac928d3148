import type { CommandModel, FlagModel, Values } from './command-model.ts'

/** Finds the command of the line: the first word that is neither a flag nor the value of one. */
const FUNCTIONS = `function __qci_auth_command
    set -l is_value 0
    for word in (commandline -opc)[2..-1]
        if test $is_value = 1
            set is_value 0
            continue
        end
        switch $word
            case WITH_VALUE
                set is_value 1
            case '-*'
            case '*'
                echo $word
                return
        end
    end
end
function __qci_auth_needs_command
    set -l command (__qci_auth_command)
    test -z "$command"
end
function __qci_auth_has_command
    set -l command (__qci_auth_command)
    test "$command" = $argv[1]
end`

/** The completion script for fish. */
export function toFish({
  flags,
  commands,
}: {
  flags: readonly FlagModel[]
  commands: readonly CommandModel[]
}): string {
  const withValue = flags.filter(({ values }) => values).map(({ long }) => long)
  const lines = [
    '# fish completion for qci-auth',
    FUNCTIONS.replace('WITH_VALUE', withValue.join(' ')),
    'complete -c qci-auth -f',
    ...commands.map(
      ({ name, description }) =>
        `complete -c qci-auth -n __qci_auth_needs_command -a ${name} -d ${quote(description)}`,
    ),
    ...flags.map((flag) => `complete -c qci-auth ${toFlag(flag)}`),
    ...commands.flatMap(({ name, flags: own, values }) => {
      const condition = quote(`__qci_auth_has_command ${name}`)
      return [
        ...own.map((flag) => `complete -c qci-auth -n ${condition} ${toFlag(flag)}`),
        ...toArguments(values).map((words) => `complete -c qci-auth -n ${condition} ${words}`),
      ]
    }),
  ]
  return `${lines.join('\n')}\n`
}

function toFlag({ long, short, description, values }: FlagModel): string {
  const names = [short === undefined ? '' : `-s ${short.slice(1)} `, `-l ${long.slice(2)}`].join('')
  return `${names}${values ? ` ${toValue(values)}` : ''} -d ${quote(description)}`
}

function toValue(values: Values): string {
  if (values === 'file') return '-rF'
  return typeof values === 'string' ? '-x' : `-xa ${quote(values.join(' '))}`
}

function toArguments(values: Values): string[] {
  if (values === 'program') return [`-xa '(__fish_complete_subcommand --fcs-skip=2)'`]
  return typeof values === 'string' ? [] : [`-a ${quote(values.join(' '))}`]
}

function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`
}
