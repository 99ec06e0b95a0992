import { complete } from "./complete.ts";
import { EXIT, type Run } from "./context.ts";
import { parseFlags, UsageError } from "./flags.ts";
import type { Subcommands } from "./subcommand.ts";

/** Each asks opsdeck for the words that may stand at the cursor, so that a script stays true when opsdeck changes. */
const scripts: Readonly<Record<string, string>> = {
  bash: `# opsdeck completion bash: source <(opsdeck completion bash), or a file in /etc/bash_completion.d
_opsdeck() {
  local words=("\${COMP_WORDS[@]:1:COMP_CWORD}") line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("$line")
  done < <("\${COMP_WORDS[0]}" completion words -- "\${words[@]}" 2>/dev/null)
}
complete -o default -F _opsdeck opsdeck
`,
  zsh: `#compdef opsdeck
# opsdeck completion zsh: source <(opsdeck completion zsh), or as _opsdeck in a folder of $fpath
_opsdeck() {
  local -a found
  found=("\${(@f)$("\${words[1]}" completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -a found; else _files; fi
}
compdef _opsdeck opsdeck
`,
  fish: `# opsdeck completion fish: opsdeck completion fish | source, or as ~/.config/fish/completions/opsdeck.fish
function __opsdeck_words
  set -l words (commandline -opc) (commandline -ct)
  set -l found ($words[1] completion words -- $words[2..-1] 2>/dev/null)
  if test (count $found) -gt 0
    string join \\n -- $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c opsdeck -f -a '(__opsdeck_words)'
`,
};

/** `completion SHELL` prints a script; `completion words -- WORD…` what may stand in place of the last word, a line each. */
export function completion(table: Subcommands): Run {
  return async (argv, context) => {
    const [word = "", ...rest] = argv;
    if (word === "words") {
      const found = await complete(table, rest[0] === "--" ? rest.slice(1) : rest, context);
      context.stdout.write(found.map((one) => `${one}\n`).join(""));
      return EXIT.ok;
    }
    const { positionals } = parseFlags(argv, {});
    const shell = positionals.length === 1 ? positionals[0] : undefined;
    const script = shell !== undefined && Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
    if (script === undefined) throw new UsageError("completion takes a shell: bash, zsh or fish");
    context.stdout.write(script);
    return EXIT.ok;
  };
}
