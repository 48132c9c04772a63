
use builtin;
use str;

set edit:completion:arg-completer[uptake] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'uptake'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'uptake'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand adapters 'List adapters, show their settings, propose and check sources, test and write plugins'
            cand approve 'Sign a pack with an SSH key, or with a signature that `ssh-keygen` made elsewhere'
            cand check 'Check rule files: all errors of all files at once, each with its place and a fix'
            cand completions 'Print what a shell needs to complete commands and options'
            cand demo 'Measure a made-up organisation: about 120 people and their customers, three segments, a year of weeks'
            cand docs 'Print the reference of a pack from its rules: data, measures, definitions, metrics, scripts'
            cand explain 'Explain a verdict on one person, clause by clause, or how a metric came from the period before'
            cand explain-code 'Say what a code of an error, note or reason means, and what helps'
            cand fmt 'Lay out rule files and suites in one style; comments stay where they are, and nothing says anything else'
            cand gate 'Say whether a stage may begin: what it requires, what stands in its way, and what to fix first'
            cand impact 'Show what a change of rules does to the figures: who flips, by which edit, and what can change for any data'
            cand init 'Write a project that runs at once, commented for a first-time author'
            cand ledger 'List the recorded runs of a project'
            cand lint 'Look for rules without owner, source or test, unused and repeated ones, idle overrides, hidden patterns, metrics bound by half, deprecated names'
            cand lsp 'Serve an editor: errors while typing, completion, definitions and references across YAML and scripts'
            cand man 'Print the manual page of the program or of a command'
            cand migrate 'Write rule files, suites and project files in the newest version of the rule language; comments stay where they are'
            cand parity 'Run two files of sources through the same rules and compare every answer'
            cand prove 'Prove what rules can and can''t do for any data, or show a case'
            cand replay 'Run a recorded run again and compare every output'
            cand restate 'Show which published figures would be others now, by how much, and because of what'
            cand report 'Write the figures as one page to send: charts, checks, what to fix first, and what the words mean'
            cand resolve 'Print the rules that apply to a group on a day, and which line decided each value'
            cand run 'Run a project''s rules on its data and report the figures'
            cand serve 'Show the figures as pages on this machine: filters, groups, comparisons, downloads, and interfaces for programs'
            cand simulate 'Write the data of a made-up organisation: its people, their use of tools, their books and customers'
            cand test 'Try rules on small tables, and compare what comes out with what has to'
            cand verify 'Check that figures and the ledger are as they were written'
            cand adapter-host 'Run a plugin in this process for another one (internal)'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'uptake;adapters'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List the adapters that are built in'
            cand check 'Connect to the sources of a project: columns, rows, freshness, and what breaks the contracts'
            cand suggest 'Look at a file and propose how to read it: the source block, and a mapping if its columns have other names'
            cand describe 'Describe an adapter and its settings'
            cand verify 'Test that an adapter keeps the contract of adapters'
            cand new 'Write a plugin that builds and passes `verify`, to start from'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'uptake;adapters;list'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'uptake;adapters;check'= {
            cand --project 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above'
            cand --sources 'Read the sources from this file instead of the project''s own'
            cand --rows 'Look at no more than this many rows of each source'
            cand --as-of 'The day that ages are counted from; later rows are set aside. The project''s own, or today, if not given'
            cand --format 'How to print'
            cand --plan 'Print what engines would be asked for sources with `reduce: pushdown`: the SQL, what travels, and what the engine expects; no rows are added up'
            cand --names 'Show names even if the project replaces them by pseudonyms; only for people who may see them'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;adapters;suggest'= {
            cand --dataset 'The dataset that it is for; the one that fits best if not given'
            cand --sheet 'The sheet of a workbook; the only one with a table if not given'
            cand --project 'The project file, or its folder, whose rules and list of entities count; the built-in packs if not given'
            cand --format 'How to print'
            cand --names 'Show names even if the project replaces them by pseudonyms; only for people who may see them'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;adapters;describe'= {
            cand --format 'How to print'
            cand --isolate 'Run a plugin in a child process'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;adapters;verify'= {
            cand --set 'A setting that the source needs, as `key=value`; may be repeated'
            cand --folder 'The folder that relative paths in settings start from'
            cand --sha256 'The SHA-256 that the plugin must have'
            cand --read 'A file or folder that the plugin may read in its process; may be repeated'
            cand --network 'Let the plugin reach the network from its process'
            cand --in-process 'Run the plugin in this process, as a project does unless it sets `isolation: process`'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;adapters;new'= {
            cand --language 'The language to write it in'
            cand --dir 'The folder to make; the name if not given. It must be new or empty'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;adapters;help'= {
            cand list 'List the adapters that are built in'
            cand check 'Connect to the sources of a project: columns, rows, freshness, and what breaks the contracts'
            cand suggest 'Look at a file and propose how to read it: the source block, and a mapping if its columns have other names'
            cand describe 'Describe an adapter and its settings'
            cand verify 'Test that an adapter keeps the contract of adapters'
            cand new 'Write a plugin that builds and passes `verify`, to start from'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'uptake;adapters;help;list'= {
        }
        &'uptake;adapters;help;check'= {
        }
        &'uptake;adapters;help;suggest'= {
        }
        &'uptake;adapters;help;describe'= {
        }
        &'uptake;adapters;help;verify'= {
        }
        &'uptake;adapters;help;new'= {
        }
        &'uptake;adapters;help;help'= {
        }
        &'uptake;approve'= {
            cand --as 'Who approves, as the file of allowed signers says it'
            cand --key 'The key to sign with: a private one, or a public one whose private one an agent has'
            cand --signature 'A signature of the statement that was made elsewhere'
            cand --project 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above'
            cand --format 'How to print'
            cand --statement 'Print what is to be signed, and write nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;check'= {
            cand --project 'The same for a project, as other commands take it'
            cand --format 'How to print'
            cand --as-of 'The day by which reviews are overdue and waivers have ended'
            cand --watch 'Check again whenever a rule file is saved, until Ctrl-C'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;completions'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'uptake;demo'= {
            cand --out 'Keep the project and its figures in this folder'
            cand --plant 'Plant this problem in the healthy organisation; the check of the same name finds it. `list` lists all'
            cand --format 'How to print'
            cand --verbose 'Print every detail: all metrics with their groups, all checks with their values and rows, each source, all notes'
            cand --brief 'Print one line'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;docs'= {
            cand --project 'The same for a project, as other commands take it'
            cand --as-of 'The day that reviews are due by, and at whose end keys have to be valid; today, and now, if not given'
            cand --out 'The file to write; `-`, or without it, standard output'
            cand --browser 'The browser that prints a PDF'
            cand --format 'How to print'
            cand --short 'One page for people who don''t write rules: figures, what words mean, what is good, who has other rules, what is checked'
            cand --dossier 'The dossier: every rule beside its source and its owner, where each value comes from, tests, proofs, approvals, changes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;explain'= {
            cand --project 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above'
            cand --person 'The person, by the name that the list has'
            cand --period 'The period, such as 2026-W07; the last one that is over and has data, if not given'
            cand --definition 'Explain this definition or ladder'
            cand --metric 'Explain how the person counts in this metric, the first one if not given; without a person how the metric came from the period before'
            cand --sources 'Read the sources from this file instead of the project''s own'
            cand --as-of 'The day of the figures: later rows are set aside. The project''s own, or today, if not given'
            cand --cache 'Keep what is read of the sources in this folder, and read nothing that is kept there, instead of what the project says'
            cand --format 'How to print'
            cand --rows 'Name each row behind the measures'
            cand --names 'Show names even if the project replaces them by pseudonyms; only for people who may see them'
            cand --no-cache 'Read the sources whatever is kept, and keep nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;explain-code'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'uptake;fmt'= {
            cand --format 'How to print'
            cand --check 'Write nothing, and say which files aren''t in the style'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;gate'= {
            cand --project 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above'
            cand --stage 'The stage; all that require checks if not given'
            cand --sources 'Read the sources from this file instead of the project''s own'
            cand --as-of 'The day of the figures: later rows are set aside. The project''s own, or today, if not given'
            cand --cache 'Keep what is read of the sources in this folder, and read nothing that is kept there, instead of what the project says'
            cand --format 'How to print'
            cand --names 'Show names even if the project replaces them by pseudonyms; only for people who may see them'
            cand --no-cache 'Read the sources whatever is kept, and keep nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;impact'= {
            cand --project 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above'
            cand --base 'The rules before: a folder, a rule file, a built-in pack, or a git revision'
            cand --head 'The rules after; those of the project as they are, if not given'
            cand --max-delta 'End with exit code 4 if a metric moves by more than this: percentage points of any share, as in `2pp`, or a number of one metric, as in `rate=2pp` or `made=10`. Also if it loses its value or gets one. May be given several times'
            cand --period 'The period, such as 2026-W07; the last one that is over and has data, if not given'
            cand --sources 'Read the sources from this file instead of the project''s own'
            cand --as-of 'The day of the figures: later rows are set aside. The project''s own, or today, if not given'
            cand --cache 'Keep what is read of the sources in this folder, and read nothing that is kept there, instead of what the project says'
            cand --format 'How to print'
            cand --without-each 'Also judge without each override and each waiver of the rules after'
            cand --names 'Show names even if the project replaces them by pseudonyms; only for people who may see them'
            cand --no-cache 'Read the sources whatever is kept, and keep nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;init'= {
            cand --from 'Your own exports to start from, instead of made-up data'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'uptake;ledger'= {
            cand --project 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above'
            cand --ledger 'The ledger''s folder, instead of the one that the project states'
            cand --format 'How to print'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;lint'= {
            cand --as-of 'The day that reviews are due by; today if not given'
            cand --format 'How to print'
            cand --fix 'Write what can be put right without a decision, and report the rest'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;lsp'= {
            cand --stdio 'Speak over standard input and output, which is the only way: editors say it'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'uptake;man'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'uptake;migrate'= {
            cand --format 'How to print'
            cand --check 'Write nothing, and say which files are of an older version'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;parity'= {
            cand --a 'The first file of sources'
            cand --b 'The second file of sources'
            cand --project 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above'
            cand --from 'Compare periods that begin on this day or later'
            cand --to 'Compare periods that end on this day or earlier'
            cand --as-of 'The day of the figures. The project''s own, or today, if not given'
            cand --tolerance 'By how much fractions may differ, as a part of the larger number (of 1, if both are smaller)'
            cand --format 'How to print'
            cand --names 'Show names even if the project replaces them by pseudonyms; only for people who may see them'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;prove'= {
            cand --rules 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack'
            cand --format 'How to print'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand never 'Whether a definition never holds'
            cand always 'Whether a definition always holds'
            cand known 'Whether a definition is never unknown'
            cand implies 'Whether the second holds wherever the first does'
            cand equal 'Whether both always answer the same'
            cand disjoint 'Whether both never hold together'
            cand ladder 'Whether each rung of a ladder is reached, and nobody is left without one'
            cand overrides 'What each override does: tighter, looser, same or incomparable'
            cand same 'Which definitions of several packs say the same'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'uptake;prove;never'= {
            cand --rules 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack'
            cand --format 'How to print'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;prove;always'= {
            cand --rules 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack'
            cand --format 'How to print'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;prove;known'= {
            cand --rules 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack'
            cand --format 'How to print'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;prove;implies'= {
            cand --rules 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack'
            cand --format 'How to print'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;prove;equal'= {
            cand --rules 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack'
            cand --format 'How to print'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;prove;disjoint'= {
            cand --rules 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack'
            cand --format 'How to print'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;prove;ladder'= {
            cand --rules 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack'
            cand --format 'How to print'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;prove;overrides'= {
            cand --rules 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack'
            cand --format 'How to print'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;prove;same'= {
            cand --rules 'A project file or its folder, a pack''s folder, a rule file, or the name of a built-in pack'
            cand --format 'How to print'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;prove;help'= {
            cand never 'Whether a definition never holds'
            cand always 'Whether a definition always holds'
            cand known 'Whether a definition is never unknown'
            cand implies 'Whether the second holds wherever the first does'
            cand equal 'Whether both always answer the same'
            cand disjoint 'Whether both never hold together'
            cand ladder 'Whether each rung of a ladder is reached, and nobody is left without one'
            cand overrides 'What each override does: tighter, looser, same or incomparable'
            cand same 'Which definitions of several packs say the same'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'uptake;prove;help;never'= {
        }
        &'uptake;prove;help;always'= {
        }
        &'uptake;prove;help;known'= {
        }
        &'uptake;prove;help;implies'= {
        }
        &'uptake;prove;help;equal'= {
        }
        &'uptake;prove;help;disjoint'= {
        }
        &'uptake;prove;help;ladder'= {
        }
        &'uptake;prove;help;overrides'= {
        }
        &'uptake;prove;help;same'= {
        }
        &'uptake;prove;help;help'= {
        }
        &'uptake;replay'= {
            cand --project 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above'
            cand --ledger 'The ledger''s folder, instead of the one that the project states'
            cand --out 'Keep the outputs in this folder, which is replaced in one step if a run wrote it'
            cand --format 'How to print'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;restate'= {
            cand --project 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above'
            cand --ledger 'The ledger''s folder, instead of the one that the project states'
            cand --published 'The folder of the run''s outputs, for where files were rewritten since; where the run put them, if not given'
            cand --format 'How to print'
            cand --verbose 'Print the figures of earlier periods and of groups, too'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;report'= {
            cand --project 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above'
            cand --sources 'Read the sources from this file instead of the project''s own'
            cand --month 'The periods of one month, such as 2026-10; a week is of the month in which most of its days lie'
            cand --period 'One period, such as 2026-W07, 2026-02 or 2026-02-15, as the calendar of the rules has it'
            cand --from 'Report periods that begin on this day or later'
            cand --to 'Report periods that end on this day or earlier'
            cand --as-of 'The day of the figures: later rows are set aside. The project''s own, or today, if not given'
            cand --cache 'Keep what is read of the sources in this folder, and read nothing that is kept there, instead of what the project says'
            cand --format 'What to write; if not given, as the name of `--out` ends, else `html`'
            cand --out 'The file; `{period}` in its name stands for the last period. Without it `report-{period}` here'
            cand --browser 'The browser that prints the PDF; if not given, one that is found'
            cand --typst 'The program `typst`, which makes the accessible PDF; if not given, the one on the path'
            cand --names 'Show names even if the project replaces them by pseudonyms; only for people who may see them'
            cand --no-cache 'Read the sources whatever is kept, and keep nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;resolve'= {
            cand --project 'The same for a project, as other commands take it'
            cand --for 'A column of the entities and its value, such as region=EMEA; may be given several times'
            cand --team 'The same as --for team=NAME'
            cand --at 'The day; the project''s own, or today, if not given. A period has the rules of its first day'
            cand --period 'A period instead of a day, such as 2026-W27'
            cand --only 'Only a section or a rule, such as definitions or definitions.active'
            cand --format 'How to print'
            cand --origin 'Show for each value where it was decided and what it overrode'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;run'= {
            cand --project 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above'
            cand --sources 'Read the sources from this file instead of the project''s own'
            cand --period 'One period, such as 2026-W07, 2026-02 or 2026-02-15, as the calendar of the rules has it'
            cand --from 'Report periods that begin on this day or later'
            cand --to 'Report periods that end on this day or earlier'
            cand --as-of 'The day of the figures: later rows are set aside. The project''s own, or today, if not given'
            cand --known-at 'Read rules and data as they were known at the end of this day: the rules of the last run that the ledger has up to then, and the rows that had come, as `arrival:` of each source tells. The day of the figures is this one, if neither `--as-of` nor the project says it'
            cand --out 'Write the figures into this folder; `{period}` in its name stands for the last period, as in `figures/{period}`'
            cand --files 'Write only these files, besides what says how the figures came: set_aside.csv, outcome.json and manifest.json. Of 100,000 people the list of them takes longer than the figures'
            cand --person 'Show one person: what was counted, which conditions held, why they don''t count and by which rule; the last period in full and those before it in a line each, or with `--period`, `--from` or `--to` each of them in full'
            cand --fail-on 'End with exit code 1 if a check has this verdict or a worse one, if it has too little data, or if anything is wrong with the rows that came. May be given several times'
            cand --cache 'Keep what is read of the sources in this folder, and read nothing that is kept there, instead of what the project says'
            cand --format 'How to print'
            cand --webhook 'Tell this address of the finished run, by POST of `{"text": …}`; `${env:NAME}` and `${file:PATH}` stand for what they name. The project''s `notify.webhook`, if not given'
            cand --current-rules 'With `--known-at`, the data as they were known then, and the rules of now'
            cand --names 'Show names even if the project replaces them by pseudonyms; only for people who may see them'
            cand --no-cache 'Read the sources whatever is kept, and keep nothing'
            cand --verbose 'Print every detail: all metrics with their groups, all checks with their values and rows, each source, all notes'
            cand --brief 'Print one line'
            cand --watch 'Run again whenever a rule file is saved, until Ctrl-C. The data are read again only if the project file or what the rules read has changed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;serve'= {
            cand --project 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above'
            cand --sources 'Read the sources from this file instead of the project''s own'
            cand --as-of 'The day of the figures: later rows are set aside. The project''s own, or today, if not given'
            cand --port 'The port on 127.0.0.1; 0 takes one that is free'
            cand --names 'Show names even if the project replaces them by pseudonyms; only for people who may see them'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'uptake;simulate'= {
            cand --csms 'How many customer success managers there are'
            cand --accounts-per-csm 'How many accounts each of them has on average'
            cand --years 'How many years of scores, use, touches and decisions there are'
            cand --seed 'Where chance starts'
            cand --plant 'Plant these problems in the healthy organisation; the check of the same name finds each. `list` lists all'
            cand --format 'The form of the data'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;test'= {
            cand --threshold 'The least share of branches that cases have to try, from 0 to 1'
            cand --case 'Try only cases that have this in their names; may be given more than once'
            cand --format 'How to print'
            cand --coverage 'Find which branches of the rules the cases try'
            cand --fail-fast 'Stop at the first case that fails'
            cand --watch 'Try again whenever a suite or a rule file is saved, until Ctrl-C'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand write 'Write a suite with cases at every edge of a pack''s rules: below, at and above each number, and unknown'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'uptake;test;write'= {
            cand --from 'A project whose data have the person: its file or folder, or the folder of a run of it'
            cand --person 'The person, by the name that the list has'
            cand --period 'The period, such as 2026-W07; the last one that is over and has data, if not given'
            cand --as-of 'The day of the figures; the run''s or the project''s own, or today, if not given'
            cand --definition 'The definition or ladder; all of the pack, if not given'
            cand --output 'The file to write; in the folder `tests` of the pack, or here with `--from`, if not given'
            cand --format 'How to print what was done'
            cand --names 'Look at one person even if the project replaces names by pseudonyms; only for people who may see them'
            cand --force 'Write over a file that exists'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;test;help'= {
            cand write 'Write a suite with cases at every edge of a pack''s rules: below, at and above each number, and unknown'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'uptake;test;help;write'= {
        }
        &'uptake;test;help;help'= {
        }
        &'uptake;verify'= {
            cand --project 'The project file or its folder; if not given, `uptake.yaml` here or in a folder above'
            cand --ledger 'The ledger''s folder, instead of the one that the project states'
            cand --format 'How to print'
            cand --rules 'Also check that the project''s rule files are those of the run'
            cand --approvals 'Check whether the project''s packs are approved; this is done in any case if it states `approvals`'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'uptake;adapter-host'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'uptake;help'= {
            cand adapters 'List adapters, show their settings, propose and check sources, test and write plugins'
            cand approve 'Sign a pack with an SSH key, or with a signature that `ssh-keygen` made elsewhere'
            cand check 'Check rule files: all errors of all files at once, each with its place and a fix'
            cand completions 'Print what a shell needs to complete commands and options'
            cand demo 'Measure a made-up organisation: about 120 people and their customers, three segments, a year of weeks'
            cand docs 'Print the reference of a pack from its rules: data, measures, definitions, metrics, scripts'
            cand explain 'Explain a verdict on one person, clause by clause, or how a metric came from the period before'
            cand explain-code 'Say what a code of an error, note or reason means, and what helps'
            cand fmt 'Lay out rule files and suites in one style; comments stay where they are, and nothing says anything else'
            cand gate 'Say whether a stage may begin: what it requires, what stands in its way, and what to fix first'
            cand impact 'Show what a change of rules does to the figures: who flips, by which edit, and what can change for any data'
            cand init 'Write a project that runs at once, commented for a first-time author'
            cand ledger 'List the recorded runs of a project'
            cand lint 'Look for rules without owner, source or test, unused and repeated ones, idle overrides, hidden patterns, metrics bound by half, deprecated names'
            cand lsp 'Serve an editor: errors while typing, completion, definitions and references across YAML and scripts'
            cand man 'Print the manual page of the program or of a command'
            cand migrate 'Write rule files, suites and project files in the newest version of the rule language; comments stay where they are'
            cand parity 'Run two files of sources through the same rules and compare every answer'
            cand prove 'Prove what rules can and can''t do for any data, or show a case'
            cand replay 'Run a recorded run again and compare every output'
            cand restate 'Show which published figures would be others now, by how much, and because of what'
            cand report 'Write the figures as one page to send: charts, checks, what to fix first, and what the words mean'
            cand resolve 'Print the rules that apply to a group on a day, and which line decided each value'
            cand run 'Run a project''s rules on its data and report the figures'
            cand serve 'Show the figures as pages on this machine: filters, groups, comparisons, downloads, and interfaces for programs'
            cand simulate 'Write the data of a made-up organisation: its people, their use of tools, their books and customers'
            cand test 'Try rules on small tables, and compare what comes out with what has to'
            cand verify 'Check that figures and the ledger are as they were written'
            cand adapter-host 'Run a plugin in this process for another one (internal)'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'uptake;help;adapters'= {
            cand list 'List the adapters that are built in'
            cand check 'Connect to the sources of a project: columns, rows, freshness, and what breaks the contracts'
            cand suggest 'Look at a file and propose how to read it: the source block, and a mapping if its columns have other names'
            cand describe 'Describe an adapter and its settings'
            cand verify 'Test that an adapter keeps the contract of adapters'
            cand new 'Write a plugin that builds and passes `verify`, to start from'
        }
        &'uptake;help;adapters;list'= {
        }
        &'uptake;help;adapters;check'= {
        }
        &'uptake;help;adapters;suggest'= {
        }
        &'uptake;help;adapters;describe'= {
        }
        &'uptake;help;adapters;verify'= {
        }
        &'uptake;help;adapters;new'= {
        }
        &'uptake;help;approve'= {
        }
        &'uptake;help;check'= {
        }
        &'uptake;help;completions'= {
        }
        &'uptake;help;demo'= {
        }
        &'uptake;help;docs'= {
        }
        &'uptake;help;explain'= {
        }
        &'uptake;help;explain-code'= {
        }
        &'uptake;help;fmt'= {
        }
        &'uptake;help;gate'= {
        }
        &'uptake;help;impact'= {
        }
        &'uptake;help;init'= {
        }
        &'uptake;help;ledger'= {
        }
        &'uptake;help;lint'= {
        }
        &'uptake;help;lsp'= {
        }
        &'uptake;help;man'= {
        }
        &'uptake;help;migrate'= {
        }
        &'uptake;help;parity'= {
        }
        &'uptake;help;prove'= {
            cand never 'Whether a definition never holds'
            cand always 'Whether a definition always holds'
            cand known 'Whether a definition is never unknown'
            cand implies 'Whether the second holds wherever the first does'
            cand equal 'Whether both always answer the same'
            cand disjoint 'Whether both never hold together'
            cand ladder 'Whether each rung of a ladder is reached, and nobody is left without one'
            cand overrides 'What each override does: tighter, looser, same or incomparable'
            cand same 'Which definitions of several packs say the same'
        }
        &'uptake;help;prove;never'= {
        }
        &'uptake;help;prove;always'= {
        }
        &'uptake;help;prove;known'= {
        }
        &'uptake;help;prove;implies'= {
        }
        &'uptake;help;prove;equal'= {
        }
        &'uptake;help;prove;disjoint'= {
        }
        &'uptake;help;prove;ladder'= {
        }
        &'uptake;help;prove;overrides'= {
        }
        &'uptake;help;prove;same'= {
        }
        &'uptake;help;replay'= {
        }
        &'uptake;help;restate'= {
        }
        &'uptake;help;report'= {
        }
        &'uptake;help;resolve'= {
        }
        &'uptake;help;run'= {
        }
        &'uptake;help;serve'= {
        }
        &'uptake;help;simulate'= {
        }
        &'uptake;help;test'= {
            cand write 'Write a suite with cases at every edge of a pack''s rules: below, at and above each number, and unknown'
        }
        &'uptake;help;test;write'= {
        }
        &'uptake;help;verify'= {
        }
        &'uptake;help;adapter-host'= {
        }
        &'uptake;help;help'= {
        }
    ]
    $completions[$command]
}
