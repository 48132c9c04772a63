# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_uptake_global_optspecs
    string join \n h/help V/version
end

function __fish_uptake_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_uptake_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_uptake_using_subcommand
    set -l cmd (__fish_uptake_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c uptake -n "__fish_uptake_needs_command" -s h -l help -d 'Print help'
complete -c uptake -n "__fish_uptake_needs_command" -s V -l version -d 'Print version'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "adapters" -d 'List adapters, show their settings, propose and check sources, test and write plugins'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "approve" -d 'Sign a pack with an SSH key, or with a signature that `ssh-keygen` made elsewhere'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "check" -d 'Check rule files: all errors of all files at once, each with its place and a fix'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "completions" -d 'Print what a shell needs to complete commands and options'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "demo" -d 'Measure a made-up organisation: about 120 people and their customers, three segments, a year of weeks'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "docs" -d 'Print the reference of a pack from its rules: data, measures, definitions, metrics, scripts'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "explain" -d 'Explain a verdict on one person, clause by clause, or how a metric came from the period before'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "explain-code" -d 'Say what a code of an error, note or reason means, and what helps'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "fmt" -d 'Lay out rule files and suites in one style; comments stay where they are, and nothing says anything else'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "gate" -d 'Say whether a stage may begin: what it requires, what stands in its way, and what to fix first'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "impact" -d 'Show what a change of rules does to the figures: who flips, by which edit, and what can change for any data'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "init" -d 'Write a project that runs at once, commented for a first-time author'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "ledger" -d 'List the recorded runs of a project'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "lint" -d 'Look for rules without owner, source or test, unused and repeated ones, idle overrides, hidden patterns, metrics bound by half, deprecated names'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "lsp" -d 'Serve an editor: errors while typing, completion, definitions and references across YAML and scripts'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "man" -d 'Print the manual page of the program or of a command'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "migrate" -d 'Write rule files, suites and project files in the newest version of the rule language; comments stay where they are'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "parity" -d 'Run two files of sources through the same rules and compare every answer'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "prove" -d 'Prove what rules can and can\'t do for any data, or show a case'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "replay" -d 'Run a recorded run again and compare every output'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "restate" -d 'Show which published figures would be others now, by how much, and because of what'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "report" -d 'Write the figures as one page to send: charts, checks, what to fix first, and what the words mean'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "resolve" -d 'Print the rules that apply to a group on a day, and which line decided each value'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "run" -d 'Run a project\'s rules on its data and report the figures'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "serve" -d 'Show the figures as pages on this machine: filters, groups, comparisons, downloads, and interfaces for programs'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "simulate" -d 'Write the data of a made-up organisation: its people, their use of tools, their books and customers'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "test" -d 'Try rules on small tables, and compare what comes out with what has to'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "verify" -d 'Check that figures and the ledger are as they were written'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "adapter-host" -d 'Run a plugin in this process for another one (internal)'
complete -c uptake -n "__fish_uptake_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and not __fish_seen_subcommand_from list check suggest describe verify new help" -s h -l help -d 'Print help'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and not __fish_seen_subcommand_from list check suggest describe verify new help" -f -a "list" -d 'List the adapters that are built in'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and not __fish_seen_subcommand_from list check suggest describe verify new help" -f -a "check" -d 'Connect to the sources of a project: columns, rows, freshness, and what breaks the contracts'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and not __fish_seen_subcommand_from list check suggest describe verify new help" -f -a "suggest" -d 'Look at a file and propose how to read it: the source block, and a mapping if its columns have other names'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and not __fish_seen_subcommand_from list check suggest describe verify new help" -f -a "describe" -d 'Describe an adapter and its settings'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and not __fish_seen_subcommand_from list check suggest describe verify new help" -f -a "verify" -d 'Test that an adapter keeps the contract of adapters'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and not __fish_seen_subcommand_from list check suggest describe verify new help" -f -a "new" -d 'Write a plugin that builds and passes `verify`, to start from'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and not __fish_seen_subcommand_from list check suggest describe verify new help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from check" -l project -d 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from check" -l sources -d 'Read the sources from this file instead of the project\'s own' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from check" -l rows -d 'Look at no more than this many rows of each source' -r
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from check" -l as-of -d 'The day that ages are counted from; later rows are set aside. The project\'s own, or today, if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from check" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'An object with one entry per source'"
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from check" -l plan -d 'Print what engines would be asked for sources with `reduce: pushdown`: the SQL, what travels, and what the engine expects; no rows are added up'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from check" -l names -d 'Show names even if the project replaces them by pseudonyms; only for people who may see them'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from suggest" -l dataset -d 'The dataset that it is for; the one that fits best if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from suggest" -l sheet -d 'The sheet of a workbook; the only one with a table if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from suggest" -l project -d 'The project file, or its folder, whose rules and list of entities count; the built-in packs if not given' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from suggest" -l format -d 'How to print' -r -f -a "table\t'YAML with comments, ready to paste'
json\t'An object with the block, the mapping, and what isn\'t sure'"
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from suggest" -l names -d 'Show names even if the project replaces them by pseudonyms; only for people who may see them'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from suggest" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from describe" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'An object with a JSON Schema of the settings'"
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from describe" -l isolate -d 'Run a plugin in a child process'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from describe" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from verify" -l set -d 'A setting that the source needs, as `key=value`; may be repeated' -r
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from verify" -l folder -d 'The folder that relative paths in settings start from' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from verify" -l sha256 -d 'The SHA-256 that the plugin must have' -r
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from verify" -l read -d 'A file or folder that the plugin may read in its process; may be repeated' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from verify" -l network -d 'Let the plugin reach the network from its process'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from verify" -l in-process -d 'Run the plugin in this process, as a project does unless it sets `isolation: process`'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from new" -l language -d 'The language to write it in' -r -f -a "rust\t'A crate on the SDK'
c\t'One file against the header'"
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from new" -l dir -d 'The folder to make; the name if not given. It must be new or empty' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from new" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the adapters that are built in'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from help" -f -a "check" -d 'Connect to the sources of a project: columns, rows, freshness, and what breaks the contracts'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from help" -f -a "suggest" -d 'Look at a file and propose how to read it: the source block, and a mapping if its columns have other names'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from help" -f -a "describe" -d 'Describe an adapter and its settings'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Test that an adapter keeps the contract of adapters'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from help" -f -a "new" -d 'Write a plugin that builds and passes `verify`, to start from'
complete -c uptake -n "__fish_uptake_using_subcommand adapters; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c uptake -n "__fish_uptake_using_subcommand approve" -l as -d 'Who approves, as the file of allowed signers says it' -r
complete -c uptake -n "__fish_uptake_using_subcommand approve" -l key -d 'The key to sign with: a private one, or a public one whose private one an agent has' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand approve" -l signature -d 'A signature of the statement that was made elsewhere' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand approve" -l project -d 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand approve" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'An object with the pack, its digest and the files'"
complete -c uptake -n "__fish_uptake_using_subcommand approve" -l statement -d 'Print what is to be signed, and write nothing'
complete -c uptake -n "__fish_uptake_using_subcommand approve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand check" -l project -d 'The same for a project, as other commands take it' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand check" -l format -d 'How to print' -r -f -a "text\t'For people, with the source underlined'
json\t'An array of objects'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of a workflow on GitHub'
gitlab\t'Code quality of GitLab'
junit\t'JUnit\'s XML: a case for each file'"
complete -c uptake -n "__fish_uptake_using_subcommand check" -l as-of -d 'The day by which reviews are overdue and waivers have ended' -r
complete -c uptake -n "__fish_uptake_using_subcommand check" -l watch -d 'Check again whenever a rule file is saved, until Ctrl-C'
complete -c uptake -n "__fish_uptake_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand completions" -s h -l help -d 'Print help'
complete -c uptake -n "__fish_uptake_using_subcommand demo" -l out -d 'Keep the project and its figures in this folder' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand demo" -l plant -d 'Plant this problem in the healthy organisation; the check of the same name finds it. `list` lists all' -r
complete -c uptake -n "__fish_uptake_using_subcommand demo" -l format -d 'How to print' -r -f -a "table\t'For people, at a glance'
json\t'The whole outcome, as in outcome.json'
xlsx\t'At a glance, and in the folder of `--out` a workbook with all tables besides'"
complete -c uptake -n "__fish_uptake_using_subcommand demo" -l verbose -d 'Print every detail: all metrics with their groups, all checks with their values and rows, each source, all notes'
complete -c uptake -n "__fish_uptake_using_subcommand demo" -l brief -d 'Print one line'
complete -c uptake -n "__fish_uptake_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand docs" -l project -d 'The same for a project, as other commands take it' -r
complete -c uptake -n "__fish_uptake_using_subcommand docs" -l as-of -d 'The day that reviews are due by, and at whose end keys have to be valid; today, and now, if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand docs" -l out -d 'The file to write; `-`, or without it, standard output' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand docs" -l browser -d 'The browser that prints a PDF' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand docs" -l format -d 'How to print' -r -f -a "markdown\t'For people, and for pages'
html\t'The dossier as one page for a browser'
pdf\t'The same, printed by a browser of this machine; `--out` names the file'
json\t'For machines'"
complete -c uptake -n "__fish_uptake_using_subcommand docs" -l short -d 'One page for people who don\'t write rules: figures, what words mean, what is good, who has other rules, what is checked'
complete -c uptake -n "__fish_uptake_using_subcommand docs" -l dossier -d 'The dossier: every rule beside its source and its owner, where each value comes from, tests, proofs, approvals, changes'
complete -c uptake -n "__fish_uptake_using_subcommand docs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand explain" -l project -d 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand explain" -l person -d 'The person, by the name that the list has' -r
complete -c uptake -n "__fish_uptake_using_subcommand explain" -l period -d 'The period, such as 2026-W07; the last one that is over and has data, if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand explain" -l definition -d 'Explain this definition or ladder' -r
complete -c uptake -n "__fish_uptake_using_subcommand explain" -l metric -d 'Explain how the person counts in this metric, the first one if not given; without a person how the metric came from the period before' -r
complete -c uptake -n "__fish_uptake_using_subcommand explain" -l sources -d 'Read the sources from this file instead of the project\'s own' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand explain" -l as-of -d 'The day of the figures: later rows are set aside. The project\'s own, or today, if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand explain" -l cache -d 'Keep what is read of the sources in this folder, and read nothing that is kept there, instead of what the project says' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand explain" -l format -d 'How to print' -r -f -a "text\t'In sentences'
json\t'An object with the tree, the measures and the rows'"
complete -c uptake -n "__fish_uptake_using_subcommand explain" -l rows -d 'Name each row behind the measures'
complete -c uptake -n "__fish_uptake_using_subcommand explain" -l names -d 'Show names even if the project replaces them by pseudonyms; only for people who may see them'
complete -c uptake -n "__fish_uptake_using_subcommand explain" -l no-cache -d 'Read the sources whatever is kept, and keep nothing'
complete -c uptake -n "__fish_uptake_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand explain-code" -s h -l help -d 'Print help'
complete -c uptake -n "__fish_uptake_using_subcommand fmt" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'An object with the files and what was found'"
complete -c uptake -n "__fish_uptake_using_subcommand fmt" -l check -d 'Write nothing, and say which files aren\'t in the style'
complete -c uptake -n "__fish_uptake_using_subcommand fmt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand gate" -l project -d 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand gate" -l stage -d 'The stage; all that require checks if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand gate" -l sources -d 'Read the sources from this file instead of the project\'s own' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand gate" -l as-of -d 'The day of the figures: later rows are set aside. The project\'s own, or today, if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand gate" -l cache -d 'Keep what is read of the sources in this folder, and read nothing that is kept there, instead of what the project says' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand gate" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'A list of stages, each with its checks'"
complete -c uptake -n "__fish_uptake_using_subcommand gate" -l names -d 'Show names even if the project replaces them by pseudonyms; only for people who may see them'
complete -c uptake -n "__fish_uptake_using_subcommand gate" -l no-cache -d 'Read the sources whatever is kept, and keep nothing'
complete -c uptake -n "__fish_uptake_using_subcommand gate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand impact" -l project -d 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand impact" -l base -d 'The rules before: a folder, a rule file, a built-in pack, or a git revision' -r
complete -c uptake -n "__fish_uptake_using_subcommand impact" -l head -d 'The rules after; those of the project as they are, if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand impact" -l max-delta -d 'End with exit code 4 if a metric moves by more than this: percentage points of any share, as in `2pp`, or a number of one metric, as in `rate=2pp` or `made=10`. Also if it loses its value or gets one. May be given several times' -r
complete -c uptake -n "__fish_uptake_using_subcommand impact" -l period -d 'The period, such as 2026-W07; the last one that is over and has data, if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand impact" -l sources -d 'Read the sources from this file instead of the project\'s own' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand impact" -l as-of -d 'The day of the figures: later rows are set aside. The project\'s own, or today, if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand impact" -l cache -d 'Keep what is read of the sources in this folder, and read nothing that is kept there, instead of what the project says' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand impact" -l format -d 'How to print' -r -f -a "table\t'For people'
markdown\t'For a pull request'
json\t'An object with everything'"
complete -c uptake -n "__fish_uptake_using_subcommand impact" -l without-each -d 'Also judge without each override and each waiver of the rules after'
complete -c uptake -n "__fish_uptake_using_subcommand impact" -l names -d 'Show names even if the project replaces them by pseudonyms; only for people who may see them'
complete -c uptake -n "__fish_uptake_using_subcommand impact" -l no-cache -d 'Read the sources whatever is kept, and keep nothing'
complete -c uptake -n "__fish_uptake_using_subcommand impact" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand init" -l from -d 'Your own exports to start from, instead of made-up data' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand init" -s h -l help -d 'Print help'
complete -c uptake -n "__fish_uptake_using_subcommand ledger" -l project -d 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand ledger" -l ledger -d 'The ledger\'s folder, instead of the one that the project states' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand ledger" -l format -d 'How to print' -r -f -a "table\t'A line for each run'
json\t'A list with all that is recorded'"
complete -c uptake -n "__fish_uptake_using_subcommand ledger" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand lint" -l as-of -d 'The day that reviews are due by; today if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand lint" -l format -d 'How to print' -r -f -a "text\t'For people, with the source underlined'
json\t'An array of objects'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of a workflow on GitHub'
gitlab\t'Code quality of GitLab'
junit\t'JUnit\'s XML: a case for each file'"
complete -c uptake -n "__fish_uptake_using_subcommand lint" -l fix -d 'Write what can be put right without a decision, and report the rest'
complete -c uptake -n "__fish_uptake_using_subcommand lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand lsp" -l stdio -d 'Speak over standard input and output, which is the only way: editors say it'
complete -c uptake -n "__fish_uptake_using_subcommand lsp" -s h -l help -d 'Print help'
complete -c uptake -n "__fish_uptake_using_subcommand man" -s h -l help -d 'Print help'
complete -c uptake -n "__fish_uptake_using_subcommand migrate" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'An object with the files and what was found'"
complete -c uptake -n "__fish_uptake_using_subcommand migrate" -l check -d 'Write nothing, and say which files are of an older version'
complete -c uptake -n "__fish_uptake_using_subcommand migrate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand parity" -l a -d 'The first file of sources' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand parity" -l b -d 'The second file of sources' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand parity" -l project -d 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand parity" -l from -d 'Compare periods that begin on this day or later' -r
complete -c uptake -n "__fish_uptake_using_subcommand parity" -l to -d 'Compare periods that end on this day or earlier' -r
complete -c uptake -n "__fish_uptake_using_subcommand parity" -l as-of -d 'The day of the figures. The project\'s own, or today, if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand parity" -l tolerance -d 'By how much fractions may differ, as a part of the larger number (of 1, if both are smaller)' -r
complete -c uptake -n "__fish_uptake_using_subcommand parity" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'An object with everything that differs'"
complete -c uptake -n "__fish_uptake_using_subcommand parity" -l names -d 'Show names even if the project replaces them by pseudonyms; only for people who may see them'
complete -c uptake -n "__fish_uptake_using_subcommand parity" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and not __fish_seen_subcommand_from never always known implies equal disjoint ladder overrides same help" -l rules -d 'A project file or its folder, a pack\'s folder, a rule file, or the name of a built-in pack' -r
complete -c uptake -n "__fish_uptake_using_subcommand prove; and not __fish_seen_subcommand_from never always known implies equal disjoint ladder overrides same help" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'For machines'"
complete -c uptake -n "__fish_uptake_using_subcommand prove; and not __fish_seen_subcommand_from never always known implies equal disjoint ladder overrides same help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and not __fish_seen_subcommand_from never always known implies equal disjoint ladder overrides same help" -f -a "never" -d 'Whether a definition never holds'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and not __fish_seen_subcommand_from never always known implies equal disjoint ladder overrides same help" -f -a "always" -d 'Whether a definition always holds'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and not __fish_seen_subcommand_from never always known implies equal disjoint ladder overrides same help" -f -a "known" -d 'Whether a definition is never unknown'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and not __fish_seen_subcommand_from never always known implies equal disjoint ladder overrides same help" -f -a "implies" -d 'Whether the second holds wherever the first does'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and not __fish_seen_subcommand_from never always known implies equal disjoint ladder overrides same help" -f -a "equal" -d 'Whether both always answer the same'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and not __fish_seen_subcommand_from never always known implies equal disjoint ladder overrides same help" -f -a "disjoint" -d 'Whether both never hold together'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and not __fish_seen_subcommand_from never always known implies equal disjoint ladder overrides same help" -f -a "ladder" -d 'Whether each rung of a ladder is reached, and nobody is left without one'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and not __fish_seen_subcommand_from never always known implies equal disjoint ladder overrides same help" -f -a "overrides" -d 'What each override does: tighter, looser, same or incomparable'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and not __fish_seen_subcommand_from never always known implies equal disjoint ladder overrides same help" -f -a "same" -d 'Which definitions of several packs say the same'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and not __fish_seen_subcommand_from never always known implies equal disjoint ladder overrides same help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from never" -l rules -d 'A project file or its folder, a pack\'s folder, a rule file, or the name of a built-in pack' -r
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from never" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'For machines'"
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from never" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from always" -l rules -d 'A project file or its folder, a pack\'s folder, a rule file, or the name of a built-in pack' -r
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from always" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'For machines'"
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from always" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from known" -l rules -d 'A project file or its folder, a pack\'s folder, a rule file, or the name of a built-in pack' -r
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from known" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'For machines'"
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from known" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from implies" -l rules -d 'A project file or its folder, a pack\'s folder, a rule file, or the name of a built-in pack' -r
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from implies" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'For machines'"
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from implies" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from equal" -l rules -d 'A project file or its folder, a pack\'s folder, a rule file, or the name of a built-in pack' -r
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from equal" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'For machines'"
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from equal" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from disjoint" -l rules -d 'A project file or its folder, a pack\'s folder, a rule file, or the name of a built-in pack' -r
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from disjoint" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'For machines'"
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from disjoint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from ladder" -l rules -d 'A project file or its folder, a pack\'s folder, a rule file, or the name of a built-in pack' -r
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from ladder" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'For machines'"
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from ladder" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from overrides" -l rules -d 'A project file or its folder, a pack\'s folder, a rule file, or the name of a built-in pack' -r
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from overrides" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'For machines'"
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from overrides" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from same" -l rules -d 'A project file or its folder, a pack\'s folder, a rule file, or the name of a built-in pack' -r
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from same" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'For machines'"
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from same" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from help" -f -a "never" -d 'Whether a definition never holds'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from help" -f -a "always" -d 'Whether a definition always holds'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from help" -f -a "known" -d 'Whether a definition is never unknown'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from help" -f -a "implies" -d 'Whether the second holds wherever the first does'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from help" -f -a "equal" -d 'Whether both always answer the same'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from help" -f -a "disjoint" -d 'Whether both never hold together'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from help" -f -a "ladder" -d 'Whether each rung of a ladder is reached, and nobody is left without one'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from help" -f -a "overrides" -d 'What each override does: tighter, looser, same or incomparable'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from help" -f -a "same" -d 'Which definitions of several packs say the same'
complete -c uptake -n "__fish_uptake_using_subcommand prove; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c uptake -n "__fish_uptake_using_subcommand replay" -l project -d 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand replay" -l ledger -d 'The ledger\'s folder, instead of the one that the project states' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand replay" -l out -d 'Keep the outputs in this folder, which is replaced in one step if a run wrote it' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand replay" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'An object with everything that differs'"
complete -c uptake -n "__fish_uptake_using_subcommand replay" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand restate" -l project -d 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand restate" -l ledger -d 'The ledger\'s folder, instead of the one that the project states' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand restate" -l published -d 'The folder of the run\'s outputs, for where files were rewritten since; where the run put them, if not given' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand restate" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'An object with every figure that changes'"
complete -c uptake -n "__fish_uptake_using_subcommand restate" -l verbose -d 'Print the figures of earlier periods and of groups, too'
complete -c uptake -n "__fish_uptake_using_subcommand restate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand report" -l project -d 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand report" -l sources -d 'Read the sources from this file instead of the project\'s own' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand report" -l month -d 'The periods of one month, such as 2026-10; a week is of the month in which most of its days lie' -r
complete -c uptake -n "__fish_uptake_using_subcommand report" -l period -d 'One period, such as 2026-W07, 2026-02 or 2026-02-15, as the calendar of the rules has it' -r
complete -c uptake -n "__fish_uptake_using_subcommand report" -l from -d 'Report periods that begin on this day or later' -r
complete -c uptake -n "__fish_uptake_using_subcommand report" -l to -d 'Report periods that end on this day or earlier' -r
complete -c uptake -n "__fish_uptake_using_subcommand report" -l as-of -d 'The day of the figures: later rows are set aside. The project\'s own, or today, if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand report" -l cache -d 'Keep what is read of the sources in this folder, and read nothing that is kept there, instead of what the project says' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand report" -l format -d 'What to write; if not given, as the name of `--out` ends, else `html`' -r -f -a "html\t'One page for a browser'
md\t'The same as text, with tables for charts'
xlsx\t'The tables as a workbook'
pdf\t'The page, printed by a browser of this machine'
pdf-ua\t'An accessible PDF (PDF/UA-1, PDF/A-3a) with the figures attached, made by the program `typst`'"
complete -c uptake -n "__fish_uptake_using_subcommand report" -l out -d 'The file; `{period}` in its name stands for the last period. Without it `report-{period}` here' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand report" -l browser -d 'The browser that prints the PDF; if not given, one that is found' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand report" -l typst -d 'The program `typst`, which makes the accessible PDF; if not given, the one on the path' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand report" -l names -d 'Show names even if the project replaces them by pseudonyms; only for people who may see them'
complete -c uptake -n "__fish_uptake_using_subcommand report" -l no-cache -d 'Read the sources whatever is kept, and keep nothing'
complete -c uptake -n "__fish_uptake_using_subcommand report" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand resolve" -l project -d 'The same for a project, as other commands take it' -r
complete -c uptake -n "__fish_uptake_using_subcommand resolve" -l for -d 'A column of the entities and its value, such as region=EMEA; may be given several times' -r
complete -c uptake -n "__fish_uptake_using_subcommand resolve" -l team -d 'The same as --for team=NAME' -r
complete -c uptake -n "__fish_uptake_using_subcommand resolve" -l at -d 'The day; the project\'s own, or today, if not given. A period has the rules of its first day' -r
complete -c uptake -n "__fish_uptake_using_subcommand resolve" -l period -d 'A period instead of a day, such as 2026-W27' -r
complete -c uptake -n "__fish_uptake_using_subcommand resolve" -l only -d 'Only a section or a rule, such as definitions or definitions.active' -r
complete -c uptake -n "__fish_uptake_using_subcommand resolve" -l format -d 'How to print' -r -f -a "yaml\t'Rules, as they could be written in a file'
json\t'A list of values, each with its place'"
complete -c uptake -n "__fish_uptake_using_subcommand resolve" -l origin -d 'Show for each value where it was decided and what it overrode'
complete -c uptake -n "__fish_uptake_using_subcommand resolve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand run" -l project -d 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand run" -l sources -d 'Read the sources from this file instead of the project\'s own' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand run" -l period -d 'One period, such as 2026-W07, 2026-02 or 2026-02-15, as the calendar of the rules has it' -r
complete -c uptake -n "__fish_uptake_using_subcommand run" -l from -d 'Report periods that begin on this day or later' -r
complete -c uptake -n "__fish_uptake_using_subcommand run" -l to -d 'Report periods that end on this day or earlier' -r
complete -c uptake -n "__fish_uptake_using_subcommand run" -l as-of -d 'The day of the figures: later rows are set aside. The project\'s own, or today, if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand run" -l known-at -d 'Read rules and data as they were known at the end of this day: the rules of the last run that the ledger has up to then, and the rows that had come, as `arrival:` of each source tells. The day of the figures is this one, if neither `--as-of` nor the project says it' -r
complete -c uptake -n "__fish_uptake_using_subcommand run" -l out -d 'Write the figures into this folder; `{period}` in its name stands for the last period, as in `figures/{period}`' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand run" -l files -d 'Write only these files, besides what says how the figures came: set_aside.csv, outcome.json and manifest.json. Of 100,000 people the list of them takes longer than the figures' -r -f -a "metrics.csv\t''
metrics.parquet\t''
excluded.csv\t''
checks.csv\t''
readiness.csv\t''
people.csv\t''
entity_periods.parquet\t''
identities.csv\t''
unlisted.yaml\t''
rules.md\t''"
complete -c uptake -n "__fish_uptake_using_subcommand run" -l person -d 'Show one person: what was counted, which conditions held, why they don\'t count and by which rule; the last period in full and those before it in a line each, or with `--period`, `--from` or `--to` each of them in full' -r
complete -c uptake -n "__fish_uptake_using_subcommand run" -l fail-on -d 'End with exit code 1 if a check has this verdict or a worse one, if it has too little data, or if anything is wrong with the rows that came. May be given several times' -r -f -a "warn\t'A warning'
fail\t'A failure'
insufficient\t'A check with too little data'
intake\t'A row that is set aside, or a period that a source doesn\'t tell of'"
complete -c uptake -n "__fish_uptake_using_subcommand run" -l cache -d 'Keep what is read of the sources in this folder, and read nothing that is kept there, instead of what the project says' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand run" -l format -d 'How to print' -r -f -a "table\t'For people, at a glance'
json\t'The whole outcome, as in outcome.json'
xlsx\t'At a glance, and in the folder of `--out` a workbook with all tables besides'"
complete -c uptake -n "__fish_uptake_using_subcommand run" -l webhook -d 'Tell this address of the finished run, by POST of `{"text": …}`; `${env:NAME}` and `${file:PATH}` stand for what they name. The project\'s `notify.webhook`, if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand run" -l current-rules -d 'With `--known-at`, the data as they were known then, and the rules of now'
complete -c uptake -n "__fish_uptake_using_subcommand run" -l names -d 'Show names even if the project replaces them by pseudonyms; only for people who may see them'
complete -c uptake -n "__fish_uptake_using_subcommand run" -l no-cache -d 'Read the sources whatever is kept, and keep nothing'
complete -c uptake -n "__fish_uptake_using_subcommand run" -l verbose -d 'Print every detail: all metrics with their groups, all checks with their values and rows, each source, all notes'
complete -c uptake -n "__fish_uptake_using_subcommand run" -l brief -d 'Print one line'
complete -c uptake -n "__fish_uptake_using_subcommand run" -l watch -d 'Run again whenever a rule file is saved, until Ctrl-C. The data are read again only if the project file or what the rules read has changed'
complete -c uptake -n "__fish_uptake_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand serve" -l project -d 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand serve" -l sources -d 'Read the sources from this file instead of the project\'s own' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand serve" -l as-of -d 'The day of the figures: later rows are set aside. The project\'s own, or today, if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand serve" -l port -d 'The port on 127.0.0.1; 0 takes one that is free' -r
complete -c uptake -n "__fish_uptake_using_subcommand serve" -l names -d 'Show names even if the project replaces them by pseudonyms; only for people who may see them'
complete -c uptake -n "__fish_uptake_using_subcommand serve" -s h -l help -d 'Print help'
complete -c uptake -n "__fish_uptake_using_subcommand simulate" -l csms -d 'How many customer success managers there are' -r
complete -c uptake -n "__fish_uptake_using_subcommand simulate" -l accounts-per-csm -d 'How many accounts each of them has on average' -r
complete -c uptake -n "__fish_uptake_using_subcommand simulate" -l years -d 'How many years of scores, use, touches and decisions there are' -r
complete -c uptake -n "__fish_uptake_using_subcommand simulate" -l seed -d 'Where chance starts' -r
complete -c uptake -n "__fish_uptake_using_subcommand simulate" -l plant -d 'Plant these problems in the healthy organisation; the check of the same name finds each. `list` lists all' -r
complete -c uptake -n "__fish_uptake_using_subcommand simulate" -l format -d 'The form of the data' -r -f -a "csv\t'A CSV file per dataset'
parquet\t'A Parquet file per dataset'"
complete -c uptake -n "__fish_uptake_using_subcommand simulate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand test; and not __fish_seen_subcommand_from write help" -l threshold -d 'The least share of branches that cases have to try, from 0 to 1' -r
complete -c uptake -n "__fish_uptake_using_subcommand test; and not __fish_seen_subcommand_from write help" -l case -d 'Try only cases that have this in their names; may be given more than once' -r
complete -c uptake -n "__fish_uptake_using_subcommand test; and not __fish_seen_subcommand_from write help" -l format -d 'How to print' -r -f -a "text\t'For people: what failed, and how many there were'
json\t'An object with every suite and case'
junit\t'XML as JUnit writes it, for build servers'"
complete -c uptake -n "__fish_uptake_using_subcommand test; and not __fish_seen_subcommand_from write help" -l coverage -d 'Find which branches of the rules the cases try'
complete -c uptake -n "__fish_uptake_using_subcommand test; and not __fish_seen_subcommand_from write help" -l fail-fast -d 'Stop at the first case that fails'
complete -c uptake -n "__fish_uptake_using_subcommand test; and not __fish_seen_subcommand_from write help" -l watch -d 'Try again whenever a suite or a rule file is saved, until Ctrl-C'
complete -c uptake -n "__fish_uptake_using_subcommand test; and not __fish_seen_subcommand_from write help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand test; and not __fish_seen_subcommand_from write help" -a "write" -d 'Write a suite with cases at every edge of a pack\'s rules: below, at and above each number, and unknown'
complete -c uptake -n "__fish_uptake_using_subcommand test; and not __fish_seen_subcommand_from write help" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c uptake -n "__fish_uptake_using_subcommand test; and __fish_seen_subcommand_from write" -l from -d 'A project whose data have the person: its file or folder, or the folder of a run of it' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand test; and __fish_seen_subcommand_from write" -l person -d 'The person, by the name that the list has' -r
complete -c uptake -n "__fish_uptake_using_subcommand test; and __fish_seen_subcommand_from write" -l period -d 'The period, such as 2026-W07; the last one that is over and has data, if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand test; and __fish_seen_subcommand_from write" -l as-of -d 'The day of the figures; the run\'s or the project\'s own, or today, if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand test; and __fish_seen_subcommand_from write" -l definition -d 'The definition or ladder; all of the pack, if not given' -r
complete -c uptake -n "__fish_uptake_using_subcommand test; and __fish_seen_subcommand_from write" -l output -d 'The file to write; in the folder `tests` of the pack, or here with `--from`, if not given' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand test; and __fish_seen_subcommand_from write" -l format -d 'How to print what was done' -r -f -a "text\t'For people'
json\t'An object with the file, its cases, and the edges without one'"
complete -c uptake -n "__fish_uptake_using_subcommand test; and __fish_seen_subcommand_from write" -l names -d 'Look at one person even if the project replaces names by pseudonyms; only for people who may see them'
complete -c uptake -n "__fish_uptake_using_subcommand test; and __fish_seen_subcommand_from write" -l force -d 'Write over a file that exists'
complete -c uptake -n "__fish_uptake_using_subcommand test; and __fish_seen_subcommand_from write" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand test; and __fish_seen_subcommand_from help" -f -a "write" -d 'Write a suite with cases at every edge of a pack\'s rules: below, at and above each number, and unknown'
complete -c uptake -n "__fish_uptake_using_subcommand test; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c uptake -n "__fish_uptake_using_subcommand verify" -l project -d 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand verify" -l ledger -d 'The ledger\'s folder, instead of the one that the project states' -r -F
complete -c uptake -n "__fish_uptake_using_subcommand verify" -l format -d 'How to print' -r -f -a "text\t'For people'
json\t'An object with everything that was found'"
complete -c uptake -n "__fish_uptake_using_subcommand verify" -l rules -d 'Also check that the project\'s rule files are those of the run'
complete -c uptake -n "__fish_uptake_using_subcommand verify" -l approvals -d 'Check whether the project\'s packs are approved; this is done in any case if it states `approvals`'
complete -c uptake -n "__fish_uptake_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c uptake -n "__fish_uptake_using_subcommand adapter-host" -s h -l help -d 'Print help'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "adapters" -d 'List adapters, show their settings, propose and check sources, test and write plugins'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "approve" -d 'Sign a pack with an SSH key, or with a signature that `ssh-keygen` made elsewhere'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "check" -d 'Check rule files: all errors of all files at once, each with its place and a fix'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "completions" -d 'Print what a shell needs to complete commands and options'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "demo" -d 'Measure a made-up organisation: about 120 people and their customers, three segments, a year of weeks'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "docs" -d 'Print the reference of a pack from its rules: data, measures, definitions, metrics, scripts'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "explain" -d 'Explain a verdict on one person, clause by clause, or how a metric came from the period before'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "explain-code" -d 'Say what a code of an error, note or reason means, and what helps'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "fmt" -d 'Lay out rule files and suites in one style; comments stay where they are, and nothing says anything else'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "gate" -d 'Say whether a stage may begin: what it requires, what stands in its way, and what to fix first'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "impact" -d 'Show what a change of rules does to the figures: who flips, by which edit, and what can change for any data'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "init" -d 'Write a project that runs at once, commented for a first-time author'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "ledger" -d 'List the recorded runs of a project'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "lint" -d 'Look for rules without owner, source or test, unused and repeated ones, idle overrides, hidden patterns, metrics bound by half, deprecated names'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "lsp" -d 'Serve an editor: errors while typing, completion, definitions and references across YAML and scripts'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "man" -d 'Print the manual page of the program or of a command'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "migrate" -d 'Write rule files, suites and project files in the newest version of the rule language; comments stay where they are'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "parity" -d 'Run two files of sources through the same rules and compare every answer'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "prove" -d 'Prove what rules can and can\'t do for any data, or show a case'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "replay" -d 'Run a recorded run again and compare every output'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "restate" -d 'Show which published figures would be others now, by how much, and because of what'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "report" -d 'Write the figures as one page to send: charts, checks, what to fix first, and what the words mean'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "resolve" -d 'Print the rules that apply to a group on a day, and which line decided each value'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "run" -d 'Run a project\'s rules on its data and report the figures'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "serve" -d 'Show the figures as pages on this machine: filters, groups, comparisons, downloads, and interfaces for programs'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "simulate" -d 'Write the data of a made-up organisation: its people, their use of tools, their books and customers'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "test" -d 'Try rules on small tables, and compare what comes out with what has to'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "verify" -d 'Check that figures and the ledger are as they were written'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "adapter-host" -d 'Run a plugin in this process for another one (internal)'
complete -c uptake -n "__fish_uptake_using_subcommand help; and not __fish_seen_subcommand_from adapters approve check completions demo docs explain explain-code fmt gate impact init ledger lint lsp man migrate parity prove replay restate report resolve run serve simulate test verify adapter-host help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c uptake -n "__fish_uptake_using_subcommand help; and __fish_seen_subcommand_from adapters" -f -a "list" -d 'List the adapters that are built in'
complete -c uptake -n "__fish_uptake_using_subcommand help; and __fish_seen_subcommand_from adapters" -f -a "check" -d 'Connect to the sources of a project: columns, rows, freshness, and what breaks the contracts'
complete -c uptake -n "__fish_uptake_using_subcommand help; and __fish_seen_subcommand_from adapters" -f -a "suggest" -d 'Look at a file and propose how to read it: the source block, and a mapping if its columns have other names'
complete -c uptake -n "__fish_uptake_using_subcommand help; and __fish_seen_subcommand_from adapters" -f -a "describe" -d 'Describe an adapter and its settings'
complete -c uptake -n "__fish_uptake_using_subcommand help; and __fish_seen_subcommand_from adapters" -f -a "verify" -d 'Test that an adapter keeps the contract of adapters'
complete -c uptake -n "__fish_uptake_using_subcommand help; and __fish_seen_subcommand_from adapters" -f -a "new" -d 'Write a plugin that builds and passes `verify`, to start from'
complete -c uptake -n "__fish_uptake_using_subcommand help; and __fish_seen_subcommand_from prove" -f -a "never" -d 'Whether a definition never holds'
complete -c uptake -n "__fish_uptake_using_subcommand help; and __fish_seen_subcommand_from prove" -f -a "always" -d 'Whether a definition always holds'
complete -c uptake -n "__fish_uptake_using_subcommand help; and __fish_seen_subcommand_from prove" -f -a "known" -d 'Whether a definition is never unknown'
complete -c uptake -n "__fish_uptake_using_subcommand help; and __fish_seen_subcommand_from prove" -f -a "implies" -d 'Whether the second holds wherever the first does'
complete -c uptake -n "__fish_uptake_using_subcommand help; and __fish_seen_subcommand_from prove" -f -a "equal" -d 'Whether both always answer the same'
complete -c uptake -n "__fish_uptake_using_subcommand help; and __fish_seen_subcommand_from prove" -f -a "disjoint" -d 'Whether both never hold together'
complete -c uptake -n "__fish_uptake_using_subcommand help; and __fish_seen_subcommand_from prove" -f -a "ladder" -d 'Whether each rung of a ladder is reached, and nobody is left without one'
complete -c uptake -n "__fish_uptake_using_subcommand help; and __fish_seen_subcommand_from prove" -f -a "overrides" -d 'What each override does: tighter, looser, same or incomparable'
complete -c uptake -n "__fish_uptake_using_subcommand help; and __fish_seen_subcommand_from prove" -f -a "same" -d 'Which definitions of several packs say the same'
complete -c uptake -n "__fish_uptake_using_subcommand help; and __fish_seen_subcommand_from test" -f -a "write" -d 'Write a suite with cases at every edge of a pack\'s rules: below, at and above each number, and unknown'
