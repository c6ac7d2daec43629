// What a shell loads once. All that it offers is asked of the program at each press of the key, so that it knows the names that are
// stored, and a script stays right when revsched is updated.

export const bashCompletion = `# bash completion for revsched: source <(revsched completion bash)
_revsched() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do
    COMPREPLY+=("$word")
  done < <(revsched __complete bash "\${COMP_LINE:0:COMP_POINT}" "\${COMP_WORDS[COMP_CWORD]}" 2>/dev/null)
}
complete -o default -F _revsched revsched
`

export const zshCompletion = `#compdef revsched
# zsh completion for revsched: put it into a folder of $fpath as _revsched
_revsched() {
  local line
  local -a typed values shown
  typed=("\${(@Q)words[2,CURRENT]}")
  for line in "\${(@f)$(revsched __complete words "\${typed[@]}" 2>/dev/null)}"; do
    [[ "$line" == ':files' ]] && { _files; return }
    [[ -z "$line" ]] && continue
    values+=("\${line%%$'\\t'*}")
    shown+=("\${line/$'\\t'/  -- }")
  done
  compadd -l -d shown -a -- values
}
compdef _revsched revsched
`

export const fishCompletion = `# fish completion for revsched: revsched completion fish > ~/.config/fish/completions/revsched.fish
function __revsched_complete
  set -l typed (commandline -opc)
  set -l lines (revsched __complete words $typed[2..-1] (commandline -ct) 2>/dev/null)
  if test "$lines" = ':files'
    __fish_complete_path (commandline -ct)
  else
    printf '%s\\n' $lines
  end
end
complete -c revsched -f -a '(__revsched_complete)'
`
