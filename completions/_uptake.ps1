
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'uptake' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'uptake'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'uptake' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('adapters', 'adapters', [CompletionResultType]::ParameterValue, 'List adapters, show their settings, propose and check sources, test and write plugins')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Sign a pack with an SSH key, or with a signature that `ssh-keygen` made elsewhere')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check rule files: all errors of all files at once, each with its place and a fix')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print what a shell needs to complete commands and options')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Measure a made-up organisation: about 120 people and their customers, three segments, a year of weeks')
            [CompletionResult]::new('docs', 'docs', [CompletionResultType]::ParameterValue, 'Print the reference of a pack from its rules: data, measures, definitions, metrics, scripts')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a verdict on one person, clause by clause, or how a metric came from the period before')
            [CompletionResult]::new('explain-code', 'explain-code', [CompletionResultType]::ParameterValue, 'Say what a code of an error, note or reason means, and what helps')
            [CompletionResult]::new('fmt', 'fmt', [CompletionResultType]::ParameterValue, 'Lay out rule files and suites in one style; comments stay where they are, and nothing says anything else')
            [CompletionResult]::new('gate', 'gate', [CompletionResultType]::ParameterValue, 'Say whether a stage may begin: what it requires, what stands in its way, and what to fix first')
            [CompletionResult]::new('impact', 'impact', [CompletionResultType]::ParameterValue, 'Show what a change of rules does to the figures: who flips, by which edit, and what can change for any data')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a project that runs at once, commented for a first-time author')
            [CompletionResult]::new('ledger', 'ledger', [CompletionResultType]::ParameterValue, 'List the recorded runs of a project')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Look for rules without owner, source or test, unused and repeated ones, idle overrides, hidden patterns, metrics bound by half, deprecated names')
            [CompletionResult]::new('lsp', 'lsp', [CompletionResultType]::ParameterValue, 'Serve an editor: errors while typing, completion, definitions and references across YAML and scripts')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page of the program or of a command')
            [CompletionResult]::new('migrate', 'migrate', [CompletionResultType]::ParameterValue, 'Write rule files, suites and project files in the newest version of the rule language; comments stay where they are')
            [CompletionResult]::new('parity', 'parity', [CompletionResultType]::ParameterValue, 'Run two files of sources through the same rules and compare every answer')
            [CompletionResult]::new('prove', 'prove', [CompletionResultType]::ParameterValue, 'Prove what rules can and can''t do for any data, or show a case')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Run a recorded run again and compare every output')
            [CompletionResult]::new('restate', 'restate', [CompletionResultType]::ParameterValue, 'Show which published figures would be others now, by how much, and because of what')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Write the figures as one page to send: charts, checks, what to fix first, and what the words mean')
            [CompletionResult]::new('resolve', 'resolve', [CompletionResultType]::ParameterValue, 'Print the rules that apply to a group on a day, and which line decided each value')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a project''s rules on its data and report the figures')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Show the figures as pages on this machine: filters, groups, comparisons, downloads, and interfaces for programs')
            [CompletionResult]::new('simulate', 'simulate', [CompletionResultType]::ParameterValue, 'Write the data of a made-up organisation: its people, their use of tools, their books and customers')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Try rules on small tables, and compare what comes out with what has to')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check that figures and the ledger are as they were written')
            [CompletionResult]::new('adapter-host', 'adapter-host', [CompletionResultType]::ParameterValue, 'Run a plugin in this process for another one (internal)')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'uptake;adapters' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the adapters that are built in')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Connect to the sources of a project: columns, rows, freshness, and what breaks the contracts')
            [CompletionResult]::new('suggest', 'suggest', [CompletionResultType]::ParameterValue, 'Look at a file and propose how to read it: the source block, and a mapping if its columns have other names')
            [CompletionResult]::new('describe', 'describe', [CompletionResultType]::ParameterValue, 'Describe an adapter and its settings')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Test that an adapter keeps the contract of adapters')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Write a plugin that builds and passes `verify`, to start from')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'uptake;adapters;list' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'uptake;adapters;check' {
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Read the sources from this file instead of the project''s own')
            [CompletionResult]::new('--rows', '--rows', [CompletionResultType]::ParameterName, 'Look at no more than this many rows of each source')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day that ages are counted from; later rows are set aside. The project''s own, or today, if not given')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Print what engines would be asked for sources with `reduce: pushdown`: the SQL, what travels, and what the engine expects; no rows are added up')
            [CompletionResult]::new('--names', '--names', [CompletionResultType]::ParameterName, 'Show names even if the project replaces them by pseudonyms; only for people who may see them')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;adapters;suggest' {
            [CompletionResult]::new('--dataset', '--dataset', [CompletionResultType]::ParameterName, 'The dataset that it is for; the one that fits best if not given')
            [CompletionResult]::new('--sheet', '--sheet', [CompletionResultType]::ParameterName, 'The sheet of a workbook; the only one with a table if not given')
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'The project file, or its folder, whose rules and list of entities count; the built-in packs if not given')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--names', '--names', [CompletionResultType]::ParameterName, 'Show names even if the project replaces them by pseudonyms; only for people who may see them')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;adapters;describe' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--isolate', '--isolate', [CompletionResultType]::ParameterName, 'Run a plugin in a child process')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;adapters;verify' {
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'A setting that the source needs, as `key=value`; may be repeated')
            [CompletionResult]::new('--folder', '--folder', [CompletionResultType]::ParameterName, 'The folder that relative paths in settings start from')
            [CompletionResult]::new('--sha256', '--sha256', [CompletionResultType]::ParameterName, 'The SHA-256 that the plugin must have')
            [CompletionResult]::new('--read', '--read', [CompletionResultType]::ParameterName, 'A file or folder that the plugin may read in its process; may be repeated')
            [CompletionResult]::new('--network', '--network', [CompletionResultType]::ParameterName, 'Let the plugin reach the network from its process')
            [CompletionResult]::new('--in-process', '--in-process', [CompletionResultType]::ParameterName, 'Run the plugin in this process, as a project does unless it sets `isolation: process`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;adapters;new' {
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'The language to write it in')
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'The folder to make; the name if not given. It must be new or empty')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;adapters;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the adapters that are built in')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Connect to the sources of a project: columns, rows, freshness, and what breaks the contracts')
            [CompletionResult]::new('suggest', 'suggest', [CompletionResultType]::ParameterValue, 'Look at a file and propose how to read it: the source block, and a mapping if its columns have other names')
            [CompletionResult]::new('describe', 'describe', [CompletionResultType]::ParameterValue, 'Describe an adapter and its settings')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Test that an adapter keeps the contract of adapters')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Write a plugin that builds and passes `verify`, to start from')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'uptake;adapters;help;list' {
            break
        }
        'uptake;adapters;help;check' {
            break
        }
        'uptake;adapters;help;suggest' {
            break
        }
        'uptake;adapters;help;describe' {
            break
        }
        'uptake;adapters;help;verify' {
            break
        }
        'uptake;adapters;help;new' {
            break
        }
        'uptake;adapters;help;help' {
            break
        }
        'uptake;approve' {
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'Who approves, as the file of allowed signers says it')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The key to sign with: a private one, or a public one whose private one an agent has')
            [CompletionResult]::new('--signature', '--signature', [CompletionResultType]::ParameterName, 'A signature of the statement that was made elsewhere')
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--statement', '--statement', [CompletionResultType]::ParameterName, 'Print what is to be signed, and write nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;check' {
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'The same for a project, as other commands take it')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day by which reviews are overdue and waivers have ended')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Check again whenever a rule file is saved, until Ctrl-C')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;completions' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'uptake;demo' {
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Keep the project and its figures in this folder')
            [CompletionResult]::new('--plant', '--plant', [CompletionResultType]::ParameterName, 'Plant this problem in the healthy organisation; the check of the same name finds it. `list` lists all')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print every detail: all metrics with their groups, all checks with their values and rows, each source, all notes')
            [CompletionResult]::new('--brief', '--brief', [CompletionResultType]::ParameterName, 'Print one line')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;docs' {
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'The same for a project, as other commands take it')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day that reviews are due by, and at whose end keys have to be valid; today, and now, if not given')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'The file to write; `-`, or without it, standard output')
            [CompletionResult]::new('--browser', '--browser', [CompletionResultType]::ParameterName, 'The browser that prints a PDF')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--short', '--short', [CompletionResultType]::ParameterName, 'One page for people who don''t write rules: figures, what words mean, what is good, who has other rules, what is checked')
            [CompletionResult]::new('--dossier', '--dossier', [CompletionResultType]::ParameterName, 'The dossier: every rule beside its source and its owner, where each value comes from, tests, proofs, approvals, changes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;explain' {
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above')
            [CompletionResult]::new('--person', '--person', [CompletionResultType]::ParameterName, 'The person, by the name that the list has')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'The period, such as 2026-W07; the last one that is over and has data, if not given')
            [CompletionResult]::new('--definition', '--definition', [CompletionResultType]::ParameterName, 'Explain this definition or ladder')
            [CompletionResult]::new('--metric', '--metric', [CompletionResultType]::ParameterName, 'Explain how the person counts in this metric, the first one if not given; without a person how the metric came from the period before')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Read the sources from this file instead of the project''s own')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day of the figures: later rows are set aside. The project''s own, or today, if not given')
            [CompletionResult]::new('--cache', '--cache', [CompletionResultType]::ParameterName, 'Keep what is read of the sources in this folder, and read nothing that is kept there, instead of what the project says')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--rows', '--rows', [CompletionResultType]::ParameterName, 'Name each row behind the measures')
            [CompletionResult]::new('--names', '--names', [CompletionResultType]::ParameterName, 'Show names even if the project replaces them by pseudonyms; only for people who may see them')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Read the sources whatever is kept, and keep nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;explain-code' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'uptake;fmt' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Write nothing, and say which files aren''t in the style')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;gate' {
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above')
            [CompletionResult]::new('--stage', '--stage', [CompletionResultType]::ParameterName, 'The stage; all that require checks if not given')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Read the sources from this file instead of the project''s own')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day of the figures: later rows are set aside. The project''s own, or today, if not given')
            [CompletionResult]::new('--cache', '--cache', [CompletionResultType]::ParameterName, 'Keep what is read of the sources in this folder, and read nothing that is kept there, instead of what the project says')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--names', '--names', [CompletionResultType]::ParameterName, 'Show names even if the project replaces them by pseudonyms; only for people who may see them')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Read the sources whatever is kept, and keep nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;impact' {
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above')
            [CompletionResult]::new('--base', '--base', [CompletionResultType]::ParameterName, 'The rules before: a folder, a rule file, a built-in pack, or a git revision')
            [CompletionResult]::new('--head', '--head', [CompletionResultType]::ParameterName, 'The rules after; those of the project as they are, if not given')
            [CompletionResult]::new('--max-delta', '--max-delta', [CompletionResultType]::ParameterName, 'End with exit code 4 if a metric moves by more than this: percentage points of any share, as in `2pp`, or a number of one metric, as in `rate=2pp` or `made=10`. Also if it loses its value or gets one. May be given several times')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'The period, such as 2026-W07; the last one that is over and has data, if not given')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Read the sources from this file instead of the project''s own')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day of the figures: later rows are set aside. The project''s own, or today, if not given')
            [CompletionResult]::new('--cache', '--cache', [CompletionResultType]::ParameterName, 'Keep what is read of the sources in this folder, and read nothing that is kept there, instead of what the project says')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--without-each', '--without-each', [CompletionResultType]::ParameterName, 'Also judge without each override and each waiver of the rules after')
            [CompletionResult]::new('--names', '--names', [CompletionResultType]::ParameterName, 'Show names even if the project replaces them by pseudonyms; only for people who may see them')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Read the sources whatever is kept, and keep nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;init' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Your own exports to start from, instead of made-up data')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'uptake;ledger' {
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger''s folder, instead of the one that the project states')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;lint' {
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day that reviews are due by; today if not given')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Write what can be put right without a decision, and report the rest')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;lsp' {
            [CompletionResult]::new('--stdio', '--stdio', [CompletionResultType]::ParameterName, 'Speak over standard input and output, which is the only way: editors say it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'uptake;man' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'uptake;migrate' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Write nothing, and say which files are of an older version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;parity' {
            [CompletionResult]::new('--a', '--a', [CompletionResultType]::ParameterName, 'The first file of sources')
            [CompletionResult]::new('--b', '--b', [CompletionResultType]::ParameterName, 'The second file of sources')
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Compare periods that begin on this day or later')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Compare periods that end on this day or earlier')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day of the figures. The project''s own, or today, if not given')
            [CompletionResult]::new('--tolerance', '--tolerance', [CompletionResultType]::ParameterName, 'By how much fractions may differ, as a part of the larger number (of 1, if both are smaller)')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--names', '--names', [CompletionResultType]::ParameterName, 'Show names even if the project replaces them by pseudonyms; only for people who may see them')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;prove' {
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('never', 'never', [CompletionResultType]::ParameterValue, 'Whether a definition never holds')
            [CompletionResult]::new('always', 'always', [CompletionResultType]::ParameterValue, 'Whether a definition always holds')
            [CompletionResult]::new('known', 'known', [CompletionResultType]::ParameterValue, 'Whether a definition is never unknown')
            [CompletionResult]::new('implies', 'implies', [CompletionResultType]::ParameterValue, 'Whether the second holds wherever the first does')
            [CompletionResult]::new('equal', 'equal', [CompletionResultType]::ParameterValue, 'Whether both always answer the same')
            [CompletionResult]::new('disjoint', 'disjoint', [CompletionResultType]::ParameterValue, 'Whether both never hold together')
            [CompletionResult]::new('ladder', 'ladder', [CompletionResultType]::ParameterValue, 'Whether each rung of a ladder is reached, and nobody is left without one')
            [CompletionResult]::new('overrides', 'overrides', [CompletionResultType]::ParameterValue, 'What each override does: tighter, looser, same or incomparable')
            [CompletionResult]::new('same', 'same', [CompletionResultType]::ParameterValue, 'Which definitions of several packs say the same')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'uptake;prove;never' {
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;prove;always' {
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;prove;known' {
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;prove;implies' {
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;prove;equal' {
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;prove;disjoint' {
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;prove;ladder' {
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;prove;overrides' {
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;prove;same' {
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;prove;help' {
            [CompletionResult]::new('never', 'never', [CompletionResultType]::ParameterValue, 'Whether a definition never holds')
            [CompletionResult]::new('always', 'always', [CompletionResultType]::ParameterValue, 'Whether a definition always holds')
            [CompletionResult]::new('known', 'known', [CompletionResultType]::ParameterValue, 'Whether a definition is never unknown')
            [CompletionResult]::new('implies', 'implies', [CompletionResultType]::ParameterValue, 'Whether the second holds wherever the first does')
            [CompletionResult]::new('equal', 'equal', [CompletionResultType]::ParameterValue, 'Whether both always answer the same')
            [CompletionResult]::new('disjoint', 'disjoint', [CompletionResultType]::ParameterValue, 'Whether both never hold together')
            [CompletionResult]::new('ladder', 'ladder', [CompletionResultType]::ParameterValue, 'Whether each rung of a ladder is reached, and nobody is left without one')
            [CompletionResult]::new('overrides', 'overrides', [CompletionResultType]::ParameterValue, 'What each override does: tighter, looser, same or incomparable')
            [CompletionResult]::new('same', 'same', [CompletionResultType]::ParameterValue, 'Which definitions of several packs say the same')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'uptake;prove;help;never' {
            break
        }
        'uptake;prove;help;always' {
            break
        }
        'uptake;prove;help;known' {
            break
        }
        'uptake;prove;help;implies' {
            break
        }
        'uptake;prove;help;equal' {
            break
        }
        'uptake;prove;help;disjoint' {
            break
        }
        'uptake;prove;help;ladder' {
            break
        }
        'uptake;prove;help;overrides' {
            break
        }
        'uptake;prove;help;same' {
            break
        }
        'uptake;prove;help;help' {
            break
        }
        'uptake;replay' {
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger''s folder, instead of the one that the project states')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Keep the outputs in this folder, which is replaced in one step if a run wrote it')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;restate' {
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger''s folder, instead of the one that the project states')
            [CompletionResult]::new('--published', '--published', [CompletionResultType]::ParameterName, 'The folder of the run''s outputs, for where files were rewritten since; where the run put them, if not given')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print the figures of earlier periods and of groups, too')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;report' {
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Read the sources from this file instead of the project''s own')
            [CompletionResult]::new('--month', '--month', [CompletionResultType]::ParameterName, 'The periods of one month, such as 2026-10; a week is of the month in which most of its days lie')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'One period, such as 2026-W07, 2026-02 or 2026-02-15, as the calendar of the rules has it')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Report periods that begin on this day or later')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Report periods that end on this day or earlier')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day of the figures: later rows are set aside. The project''s own, or today, if not given')
            [CompletionResult]::new('--cache', '--cache', [CompletionResultType]::ParameterName, 'Keep what is read of the sources in this folder, and read nothing that is kept there, instead of what the project says')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What to write; if not given, as the name of `--out` ends, else `html`')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'The file; `{period}` in its name stands for the last period. Without it `report-{period}` here')
            [CompletionResult]::new('--browser', '--browser', [CompletionResultType]::ParameterName, 'The browser that prints the PDF; if not given, one that is found')
            [CompletionResult]::new('--typst', '--typst', [CompletionResultType]::ParameterName, 'The program `typst`, which makes the accessible PDF; if not given, the one on the path')
            [CompletionResult]::new('--names', '--names', [CompletionResultType]::ParameterName, 'Show names even if the project replaces them by pseudonyms; only for people who may see them')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Read the sources whatever is kept, and keep nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;resolve' {
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'The same for a project, as other commands take it')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'A column of the entities and its value, such as region=EMEA; may be given several times')
            [CompletionResult]::new('--team', '--team', [CompletionResultType]::ParameterName, 'The same as --for team=NAME')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The day; the project''s own, or today, if not given. A period has the rules of its first day')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'A period instead of a day, such as 2026-W27')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Only a section or a rule, such as definitions or definitions.active')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--origin', '--origin', [CompletionResultType]::ParameterName, 'Show for each value where it was decided and what it overrode')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;run' {
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Read the sources from this file instead of the project''s own')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'One period, such as 2026-W07, 2026-02 or 2026-02-15, as the calendar of the rules has it')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Report periods that begin on this day or later')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Report periods that end on this day or earlier')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day of the figures: later rows are set aside. The project''s own, or today, if not given')
            [CompletionResult]::new('--known-at', '--known-at', [CompletionResultType]::ParameterName, 'Read rules and data as they were known at the end of this day: the rules of the last run that the ledger has up to then, and the rows that had come, as `arrival:` of each source tells. The day of the figures is this one, if neither `--as-of` nor the project says it')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write the figures into this folder; `{period}` in its name stands for the last period, as in `figures/{period}`')
            [CompletionResult]::new('--files', '--files', [CompletionResultType]::ParameterName, 'Write only these files, besides what says how the figures came: set_aside.csv, outcome.json and manifest.json. Of 100,000 people the list of them takes longer than the figures')
            [CompletionResult]::new('--person', '--person', [CompletionResultType]::ParameterName, 'Show one person: what was counted, which conditions held, why they don''t count and by which rule; the last period in full and those before it in a line each, or with `--period`, `--from` or `--to` each of them in full')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'End with exit code 1 if a check has this verdict or a worse one, if it has too little data, or if anything is wrong with the rows that came. May be given several times')
            [CompletionResult]::new('--cache', '--cache', [CompletionResultType]::ParameterName, 'Keep what is read of the sources in this folder, and read nothing that is kept there, instead of what the project says')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--webhook', '--webhook', [CompletionResultType]::ParameterName, 'Tell this address of the finished run, by POST of `{"text": …}`; `${env:NAME}` and `${file:PATH}` stand for what they name. The project''s `notify.webhook`, if not given')
            [CompletionResult]::new('--current-rules', '--current-rules', [CompletionResultType]::ParameterName, 'With `--known-at`, the data as they were known then, and the rules of now')
            [CompletionResult]::new('--names', '--names', [CompletionResultType]::ParameterName, 'Show names even if the project replaces them by pseudonyms; only for people who may see them')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Read the sources whatever is kept, and keep nothing')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print every detail: all metrics with their groups, all checks with their values and rows, each source, all notes')
            [CompletionResult]::new('--brief', '--brief', [CompletionResultType]::ParameterName, 'Print one line')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Run again whenever a rule file is saved, until Ctrl-C. The data are read again only if the project file or what the rules read has changed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;serve' {
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Read the sources from this file instead of the project''s own')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day of the figures: later rows are set aside. The project''s own, or today, if not given')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port on 127.0.0.1; 0 takes one that is free')
            [CompletionResult]::new('--names', '--names', [CompletionResultType]::ParameterName, 'Show names even if the project replaces them by pseudonyms; only for people who may see them')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'uptake;simulate' {
            [CompletionResult]::new('--csms', '--csms', [CompletionResultType]::ParameterName, 'How many customer success managers there are')
            [CompletionResult]::new('--accounts-per-csm', '--accounts-per-csm', [CompletionResultType]::ParameterName, 'How many accounts each of them has on average')
            [CompletionResult]::new('--years', '--years', [CompletionResultType]::ParameterName, 'How many years of scores, use, touches and decisions there are')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Where chance starts')
            [CompletionResult]::new('--plant', '--plant', [CompletionResultType]::ParameterName, 'Plant these problems in the healthy organisation; the check of the same name finds each. `list` lists all')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The form of the data')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;test' {
            [CompletionResult]::new('--threshold', '--threshold', [CompletionResultType]::ParameterName, 'The least share of branches that cases have to try, from 0 to 1')
            [CompletionResult]::new('--case', '--case', [CompletionResultType]::ParameterName, 'Try only cases that have this in their names; may be given more than once')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--coverage', '--coverage', [CompletionResultType]::ParameterName, 'Find which branches of the rules the cases try')
            [CompletionResult]::new('--fail-fast', '--fail-fast', [CompletionResultType]::ParameterName, 'Stop at the first case that fails')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Try again whenever a suite or a rule file is saved, until Ctrl-C')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('write', 'write', [CompletionResultType]::ParameterValue, 'Write a suite with cases at every edge of a pack''s rules: below, at and above each number, and unknown')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'uptake;test;write' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'A project whose data have the person: its file or folder, or the folder of a run of it')
            [CompletionResult]::new('--person', '--person', [CompletionResultType]::ParameterName, 'The person, by the name that the list has')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'The period, such as 2026-W07; the last one that is over and has data, if not given')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day of the figures; the run''s or the project''s own, or today, if not given')
            [CompletionResult]::new('--definition', '--definition', [CompletionResultType]::ParameterName, 'The definition or ladder; all of the pack, if not given')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The file to write; in the folder `tests` of the pack, or here with `--from`, if not given')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print what was done')
            [CompletionResult]::new('--names', '--names', [CompletionResultType]::ParameterName, 'Look at one person even if the project replaces names by pseudonyms; only for people who may see them')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write over a file that exists')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;test;help' {
            [CompletionResult]::new('write', 'write', [CompletionResultType]::ParameterValue, 'Write a suite with cases at every edge of a pack''s rules: below, at and above each number, and unknown')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'uptake;test;help;write' {
            break
        }
        'uptake;test;help;help' {
            break
        }
        'uptake;verify' {
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger''s folder, instead of the one that the project states')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print')
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'Also check that the project''s rule files are those of the run')
            [CompletionResult]::new('--approvals', '--approvals', [CompletionResultType]::ParameterName, 'Check whether the project''s packs are approved; this is done in any case if it states `approvals`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'uptake;adapter-host' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'uptake;help' {
            [CompletionResult]::new('adapters', 'adapters', [CompletionResultType]::ParameterValue, 'List adapters, show their settings, propose and check sources, test and write plugins')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Sign a pack with an SSH key, or with a signature that `ssh-keygen` made elsewhere')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check rule files: all errors of all files at once, each with its place and a fix')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print what a shell needs to complete commands and options')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Measure a made-up organisation: about 120 people and their customers, three segments, a year of weeks')
            [CompletionResult]::new('docs', 'docs', [CompletionResultType]::ParameterValue, 'Print the reference of a pack from its rules: data, measures, definitions, metrics, scripts')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a verdict on one person, clause by clause, or how a metric came from the period before')
            [CompletionResult]::new('explain-code', 'explain-code', [CompletionResultType]::ParameterValue, 'Say what a code of an error, note or reason means, and what helps')
            [CompletionResult]::new('fmt', 'fmt', [CompletionResultType]::ParameterValue, 'Lay out rule files and suites in one style; comments stay where they are, and nothing says anything else')
            [CompletionResult]::new('gate', 'gate', [CompletionResultType]::ParameterValue, 'Say whether a stage may begin: what it requires, what stands in its way, and what to fix first')
            [CompletionResult]::new('impact', 'impact', [CompletionResultType]::ParameterValue, 'Show what a change of rules does to the figures: who flips, by which edit, and what can change for any data')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a project that runs at once, commented for a first-time author')
            [CompletionResult]::new('ledger', 'ledger', [CompletionResultType]::ParameterValue, 'List the recorded runs of a project')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Look for rules without owner, source or test, unused and repeated ones, idle overrides, hidden patterns, metrics bound by half, deprecated names')
            [CompletionResult]::new('lsp', 'lsp', [CompletionResultType]::ParameterValue, 'Serve an editor: errors while typing, completion, definitions and references across YAML and scripts')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page of the program or of a command')
            [CompletionResult]::new('migrate', 'migrate', [CompletionResultType]::ParameterValue, 'Write rule files, suites and project files in the newest version of the rule language; comments stay where they are')
            [CompletionResult]::new('parity', 'parity', [CompletionResultType]::ParameterValue, 'Run two files of sources through the same rules and compare every answer')
            [CompletionResult]::new('prove', 'prove', [CompletionResultType]::ParameterValue, 'Prove what rules can and can''t do for any data, or show a case')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Run a recorded run again and compare every output')
            [CompletionResult]::new('restate', 'restate', [CompletionResultType]::ParameterValue, 'Show which published figures would be others now, by how much, and because of what')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Write the figures as one page to send: charts, checks, what to fix first, and what the words mean')
            [CompletionResult]::new('resolve', 'resolve', [CompletionResultType]::ParameterValue, 'Print the rules that apply to a group on a day, and which line decided each value')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a project''s rules on its data and report the figures')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Show the figures as pages on this machine: filters, groups, comparisons, downloads, and interfaces for programs')
            [CompletionResult]::new('simulate', 'simulate', [CompletionResultType]::ParameterValue, 'Write the data of a made-up organisation: its people, their use of tools, their books and customers')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Try rules on small tables, and compare what comes out with what has to')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check that figures and the ledger are as they were written')
            [CompletionResult]::new('adapter-host', 'adapter-host', [CompletionResultType]::ParameterValue, 'Run a plugin in this process for another one (internal)')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'uptake;help;adapters' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the adapters that are built in')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Connect to the sources of a project: columns, rows, freshness, and what breaks the contracts')
            [CompletionResult]::new('suggest', 'suggest', [CompletionResultType]::ParameterValue, 'Look at a file and propose how to read it: the source block, and a mapping if its columns have other names')
            [CompletionResult]::new('describe', 'describe', [CompletionResultType]::ParameterValue, 'Describe an adapter and its settings')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Test that an adapter keeps the contract of adapters')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Write a plugin that builds and passes `verify`, to start from')
            break
        }
        'uptake;help;adapters;list' {
            break
        }
        'uptake;help;adapters;check' {
            break
        }
        'uptake;help;adapters;suggest' {
            break
        }
        'uptake;help;adapters;describe' {
            break
        }
        'uptake;help;adapters;verify' {
            break
        }
        'uptake;help;adapters;new' {
            break
        }
        'uptake;help;approve' {
            break
        }
        'uptake;help;check' {
            break
        }
        'uptake;help;completions' {
            break
        }
        'uptake;help;demo' {
            break
        }
        'uptake;help;docs' {
            break
        }
        'uptake;help;explain' {
            break
        }
        'uptake;help;explain-code' {
            break
        }
        'uptake;help;fmt' {
            break
        }
        'uptake;help;gate' {
            break
        }
        'uptake;help;impact' {
            break
        }
        'uptake;help;init' {
            break
        }
        'uptake;help;ledger' {
            break
        }
        'uptake;help;lint' {
            break
        }
        'uptake;help;lsp' {
            break
        }
        'uptake;help;man' {
            break
        }
        'uptake;help;migrate' {
            break
        }
        'uptake;help;parity' {
            break
        }
        'uptake;help;prove' {
            [CompletionResult]::new('never', 'never', [CompletionResultType]::ParameterValue, 'Whether a definition never holds')
            [CompletionResult]::new('always', 'always', [CompletionResultType]::ParameterValue, 'Whether a definition always holds')
            [CompletionResult]::new('known', 'known', [CompletionResultType]::ParameterValue, 'Whether a definition is never unknown')
            [CompletionResult]::new('implies', 'implies', [CompletionResultType]::ParameterValue, 'Whether the second holds wherever the first does')
            [CompletionResult]::new('equal', 'equal', [CompletionResultType]::ParameterValue, 'Whether both always answer the same')
            [CompletionResult]::new('disjoint', 'disjoint', [CompletionResultType]::ParameterValue, 'Whether both never hold together')
            [CompletionResult]::new('ladder', 'ladder', [CompletionResultType]::ParameterValue, 'Whether each rung of a ladder is reached, and nobody is left without one')
            [CompletionResult]::new('overrides', 'overrides', [CompletionResultType]::ParameterValue, 'What each override does: tighter, looser, same or incomparable')
            [CompletionResult]::new('same', 'same', [CompletionResultType]::ParameterValue, 'Which definitions of several packs say the same')
            break
        }
        'uptake;help;prove;never' {
            break
        }
        'uptake;help;prove;always' {
            break
        }
        'uptake;help;prove;known' {
            break
        }
        'uptake;help;prove;implies' {
            break
        }
        'uptake;help;prove;equal' {
            break
        }
        'uptake;help;prove;disjoint' {
            break
        }
        'uptake;help;prove;ladder' {
            break
        }
        'uptake;help;prove;overrides' {
            break
        }
        'uptake;help;prove;same' {
            break
        }
        'uptake;help;replay' {
            break
        }
        'uptake;help;restate' {
            break
        }
        'uptake;help;report' {
            break
        }
        'uptake;help;resolve' {
            break
        }
        'uptake;help;run' {
            break
        }
        'uptake;help;serve' {
            break
        }
        'uptake;help;simulate' {
            break
        }
        'uptake;help;test' {
            [CompletionResult]::new('write', 'write', [CompletionResultType]::ParameterValue, 'Write a suite with cases at every edge of a pack''s rules: below, at and above each number, and unknown')
            break
        }
        'uptake;help;test;write' {
            break
        }
        'uptake;help;verify' {
            break
        }
        'uptake;help;adapter-host' {
            break
        }
        'uptake;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
