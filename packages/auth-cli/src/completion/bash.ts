import type { CommandModel, FlagModel, Values } from './command-model.ts'

/** The completion script for bash 3.2 and later. */
export function toBash({
  flags,
  commands,
}: {
  flags: readonly FlagModel[]
  commands: readonly CommandModel[]
}): string {
  const withValue = [...flags, ...commands.flatMap((command) => command.flags)].filter(({ values }) => values)
  const names = commands.map(({ name }) => name)
  const valueCases = [
    ...flags.map((flag) => toValueCase('*', flag)),
    ...commands.flatMap((command) => command.flags.map((flag) => toValueCase(command.name, flag))),
  ].filter(Boolean)
  const wordCases = commands.map(
    (command) =>
      `    ${command.name}) words='${[...toWords([...command.flags, ...flags]), ...toList(command.values)].join(' ')}' ;;`,
  )
  return `# bash completion for qci-auth
_qci_auth() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command='' words='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      --) break ;;
      ${[...new Set(toWords(withValue))].join('|')}) ((i++)) ;;
      -*) ;;
      *) command="\${COMP_WORDS[i]}"; break ;;
    esac
  done
  case "$command:$prev" in
${valueCases.join('\n')}
  esac
  case "$command" in
    '') words='${[...names, ...toWords(flags)].join(' ')}' ;;
${wordCases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _qci_auth qci-auth
`
}

function toValueCase(command: string, { long, short, values }: FlagModel): string {
  if (!values) return ''
  const patterns = [long, short].filter(Boolean).map((name) => `${command}:${name}`)
  const list = toList(values)
  // Without words, "-o default" completes file names.
  const reply = list.length > 0 ? `COMPREPLY=($(compgen -W '${list.join(' ')}' -- "$cur")); ` : ''
  return `    ${patterns.join('|')}) ${reply}return ;;`
}

function toList(values: Values): readonly string[] {
  return typeof values === 'string' ? [] : values
}

function toWords(flags: readonly FlagModel[]): string[] {
  return flags.flatMap(({ long, short }) => (short === undefined ? [long] : [long, short]))
}
