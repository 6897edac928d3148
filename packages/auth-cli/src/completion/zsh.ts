import type { CommandModel, FlagModel, Values } from './command-model.ts'

/** The completion script for zsh, for `source` or for a file `_qci-auth` in `$fpath`. */
export function toZsh({
  flags,
  commands,
}: {
  flags: readonly FlagModel[]
  commands: readonly CommandModel[]
}): string {
  const descriptions = commands.map(
    ({ name, description }) => `    ${quote(`${name}:${description.replaceAll(':', '\\:')}`)}`,
  )
  const cases = commands.map((command) => {
    const specs = [...command.flags.map(toSpec), ...toArgumentSpec(command.values)].map((spec) => ` ${spec}`)
    return `        ${command.name}) _arguments $global${specs.join('')} ;;`
  })
  return `#compdef qci-auth
_qci_auth() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  local -a commands global
  commands=(
${descriptions.join('\n')}
  )
  global=(
${flags.map((flag) => `    ${toSpec(flag)}`).join('\n')}
  )
  _arguments -C $global '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $words[1] in
${cases.join('\n')}
      esac ;;
  esac
}
if [ "$funcstack[1]" = _qci_auth ]; then
  _qci_auth "$@"
else
  compdef _qci_auth qci-auth
fi
`
}

function toSpec({ long, short, description, values }: FlagModel): string {
  const text = `[${description.replaceAll(/[[\]]/g, String.raw`\$&`)}]${values ? `:value:${toAction(values)}` : ''}`
  if (short === undefined) return quote(`${long}${text}`)
  return `'(${long} ${short})'{${long},${short}}${quote(text)}`
}

function toArgumentSpec(values: Values): string[] {
  if (values === 'program') return [`'*::program:_normal'`]
  if (values === 'none' || values === 'file') return []
  return [quote(`1:argument:(${values.join(' ')})`)]
}

function toAction(values: Values): string {
  if (values === 'file') return '_files'
  return typeof values === 'string' ? '' : `(${values.join(' ')})`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
