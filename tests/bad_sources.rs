//! Sources that can't be read, and settings that can't be meant: told with code, place and cure, and nothing is written.

use crate::support::{Project, SMALL, parquet_bytes};
use polars::prelude::*;

/// The small project with another line for its uses.
fn reading(uses: &str) -> Project {
    let line = "  uses: { adapter: files, path: uses.csv }";
    Project::small().edit("uptake.yaml", line, &format!("  uses: {uses}"))
}

#[test]
fn a_missing_source_file_is_told() {
    let project = reading("{ adapter: files, path: exports/uses.csv }");
    project.run(&["--out", "out"]).refuses(
        "\
error[source-unreadable]: the file `exports/uses.csv` wasn't found
  at uptake.yaml:7:33
  help: the path is relative to the file that names it
",
    );
    assert!(!project.path("out").exists());
}

#[test]
fn a_pattern_without_a_file_is_told() {
    let project = reading("{ adapter: files, path: exports/*.csv }");
    let folder = std::fs::canonicalize(project.path(".")).unwrap();
    project.run(&[]).refuses(&format!(
        "\
error[source-unreadable]: no file matches `exports/*.csv`
  at uptake.yaml:7:33
  help: the pattern starts from `{}`
",
        folder.display()
    ));
}

#[test]
fn a_folder_where_a_file_is_expected_is_told() {
    reading("{ adapter: files, path: exports }")
        .file("exports/uses.csv", "id,at\n")
        .run(&[])
        .refuses(
            "\
error[source-unreadable]: `exports` is a folder where a file is expected
  at uptake.yaml:7:33
  help: name the files in it, as in `exports/*.csv`
",
        );
}

#[test]
fn a_truncated_parquet_file_is_told() {
    let frame = df!["id" => ["ana"; 1000], "at" => ["2026-02-02T09:00:00Z"; 1000]].unwrap();
    let whole = parquet_bytes(&frame);
    let cut = &whole[..whole.len() - 100];
    reading("{ adapter: files, path: uses.parquet }")
        .file("uses.parquet", cut)
        .run(&[])
        .refuses(
            "\
error[source-unreadable]: `uses.parquet` is cut off: its Parquet footer is missing
  at uptake.yaml:7:33
  help: export or copy it again
",
        );
    reading("{ adapter: files, path: uses.parquet }")
        .file("uses.parquet", "id,at\n")
        .run(&[])
        .refuses(
            "\
error[source-unreadable]: `uses.parquet` isn't a Parquet file
  at uptake.yaml:7:33
  help: set its `format`
",
        );
}

#[test]
fn a_csv_file_with_a_ragged_row_is_told_with_its_line() {
    reading("{ adapter: files, path: uses.csv }")
        .file(
            "uses.csv",
            "id,at\nana,2026-02-02T09:00:00Z\nben,2026-02-02T09:00:00Z,x\n",
        )
        .run(&[])
        .refuses(
            "\
error[source-unreadable]: line 3 of `uses.csv` has 3 fields, but the header has 2
  at uptake.yaml:7:33
  help: quote a field that holds the separator, or set the `separator`
",
        );
}

#[test]
fn a_csv_file_with_another_separator_is_told_with_the_cure() {
    let project = Project::small().file("uses.csv", "id;at\nana;2026-02-02T09:00:00Z\n");
    project.run(&[]).refuses(
        "\
error[source-unreadable]: the header of `uses.csv` is a single column, `id;at`
  at uptake.yaml:7:33
  help: the fields are separated by `;`: add `separator: ';'`
",
    );
    let cured = project.edit("uptake.yaml", "path: uses.csv", "path: uses.csv, separator: ';'");
    assert_eq!(cured.figures(&[]).of("ana", "2026-02-02", "uses_made"), "1");
}

#[test]
fn a_csv_file_with_two_columns_of_a_name_is_told() {
    Project::small().file("uses.csv", "id,at,at\n").run(&[]).refuses(
        "\
error[source-unreadable]: `uses.csv` has two columns `at`
  at uptake.yaml:7:33
  help: rename or remove one of them
",
    );
}

#[test]
fn a_csv_file_that_is_no_utf8_is_told_with_its_line() {
    Project::small()
        .file(
            "uses.csv",
            b"id,at\nana,2026-02-02T09:00:00Z\nJos\xe9,2026-02-02T09:00:00Z\n",
        )
        .run(&[])
        .refuses(
            "\
error[source-unreadable]: line 3 of `uses.csv` isn't UTF-8 text
  at uptake.yaml:7:33
  help: set its `encoding`, such as `windows-1252`, or save or export the file as UTF-8
",
        );
}

#[test]
fn a_quote_that_isnt_closed_is_told() {
    Project::small()
        .file(
            "uses.csv",
            "id,at\n\"ana,2026-02-02T09:00:00Z\nben,2026-02-02T09:00:00Z\n",
        )
        .run(&[])
        .refuses(
            "\
error[source-unreadable]: line 2 of `uses.csv` opens a quote that is never closed
  at uptake.yaml:7:33
  help: the file may be cut off: export or copy it again. Where quotes are plain characters, set `quote: none`
",
        );
}

#[test]
fn an_empty_csv_file_is_told() {
    reading("{ adapter: files, path: uses.csv }")
        .file("uses.csv", "")
        .run(&[])
        .refuses(
            "\
error[source-unreadable]: `uses.csv` is empty
  at uptake.yaml:7:33
  help: a CSV file starts with a line that names its columns
",
        );
}

#[test]
fn a_line_that_is_no_json_is_told() {
    reading("{ adapter: files, path: uses.ndjson }")
        .file(
            "uses.ndjson",
            "{\"id\": \"ana\", \"at\": \"2026-02-02T09:00:00Z\"}\n{\"id\": \"ben\n",
        )
        .run(&[])
        .refuses(
            "\
error[source-unreadable]: line 2 of `uses.ndjson` isn't a JSON object: EOF while parsing a string at column 11
  at uptake.yaml:7:33
  help: each line of an NDJSON file is one object; for a single document, set `format: json`
",
        );
}

#[test]
fn a_gzip_file_that_is_cut_off_is_told() {
    let whole = crate::formats::gzip(format!("id,at\n{}", crate::support::uses("ana", "2026-02-02", 50)).as_bytes());
    reading("{ adapter: files, path: uses.csv.gz }")
        .file("uses.csv.gz", &whole[..whole.len() / 2])
        .run(&[])
        .refuses(
            "\
error[source-unreadable]: `uses.csv.gz` can't be read: incomplete deflate stream
  at uptake.yaml:7:33
  help: it is cut off or damaged: export it again, or copy it again
",
        );
}

#[test]
fn a_file_whose_name_tells_no_format_is_told() {
    reading("{ adapter: files, path: uses.dat }")
        .file("uses.dat", "id,at\n")
        .run(&[])
        .refuses(
            "\
error[source-settings]: the format of `uses.dat` isn't clear from its name
  at uptake.yaml:7:33
  help: add `format: csv` (or `ndjson`, `json`, `parquet`, `ipc`, `xlsx`, `xls`, `xlsb`, `ods`)
",
        );
}

#[test]
fn a_missing_column_is_told_at_its_contract() {
    Project::small().file("uses.csv", "id,att\n").run(&[]).refuses(
        "\
error[missing-column]: the source of `uses` has no column `at`
  at rules.yaml:17:7
  help: did you mean `att`? rename it with `column: att`, in an override if the rule is a pack's, or use a mapping
",
    );
    Project::small().file("uses.csv", "id,when\n").run(&[]).refuses(
        "\
error[missing-column]: the source of `uses` has no column `at`
  at rules.yaml:17:7
  help: `uses.csv` has `id`, `when`; add it to the source, name the one that is meant with `column`, use a mapping, or declare it `optional: true`
",
    );
}

#[test]
fn an_export_that_is_something_else_than_its_name_says_is_told_as_what_it_is() {
    for (content, said, help) in [
        (
            &b"<!DOCTYPE html>\n<html><title>Sign in</title></html>"[..],
            "an HTML page, not CSV",
            "open it in a browser: if it asks to sign in, credentials are missing or have expired; if it is an error, the address is wrong",
        ),
        (
            b"PK\x03\x04\x14\0\x06\0",
            "a workbook or another ZIP file, not CSV",
            "for a workbook set `format: xlsx` or `format: ods`; unpack any other ZIP file",
        ),
        (b"PAR1\x15\x04", "a Parquet file, not CSV", "set `format: parquet`"),
    ] {
        Project::small().file("uses.csv", content).run(&[]).refuses(&format!(
            "error[source-unreadable]: `uses.csv` is {said}\n  at uptake.yaml:7:33\n  help: {help}\n"
        ));
    }
}

#[test]
fn an_unknown_adapter_is_told() {
    reading("{ adapter: file, path: uses.csv }").run(&[]).refuses(
        "\
error[unknown-adapter]: unknown adapter `file`
  at uptake.yaml:7:20
  help: did you mean `files`?
",
    );
    reading("{ adapter: warehouse, path: uses.csv }").run(&[]).refuses(
        "\
error[unknown-adapter]: unknown adapter `warehouse`
  at uptake.yaml:7:20
  help: available: `files`, `exec`, `http`, `adbc`; a plugin is named by its path, as in `./libname.so`
",
    );
}

#[test]
fn an_unknown_setting_is_told() {
    reading("{ adapter: files, path: uses.csv, shelf: 2 }")
        .run(&[])
        .refuses(
            "\
error[source-settings]: the adapter `files` has no setting `shelf`
  at uptake.yaml:7:50
  help: valid keys: `path`, `format`, `separator`, `quote`, `header_row`, `footer_rows`, `encoding`, `most_levels`, `most_columns`, `largest_document`, `largest_row_group`, `sheet`, `identity`, `endpoint`, `allow_http`, `timeout`, `fetch`, `region`, `access_key_id`, `secret_access_key`, `session_token`, `service_account_key`, `account`, `account_key`, `sas_token`, `tenant_id`, `client_id`, `client_secret`
",
        );
}

#[test]
fn a_missing_setting_is_told() {
    reading("{ adapter: files }").run(&[]).refuses(
        "\
error[source-settings]: the adapter `files` needs the setting `path`
  at uptake.yaml:7:20
  help: add `path: …` (a file, or a pattern such as `exports/*.csv.gz`, relative to the file that names it; or an address in a store, such as `s3://bucket/key`)
",
    );
}

#[test]
fn a_missing_variable_of_the_environment_is_told_by_name() {
    let project = reading("{ adapter: files, path: '${env:UPTAKE_TEST_EXPORTS}/uses.csv' }");
    project.run(&[]).refuses(
        "\
error[source-settings]: the environment variable `UPTAKE_TEST_EXPORTS` isn't set
  at uptake.yaml:7:33
  help: set it, as in `export UPTAKE_TEST_EXPORTS=…`
",
    );
    let answer = project
        .command(&["run", "--project", "uptake.yaml"])
        .env("UPTAKE_TEST_EXPORTS", ".")
        .output()
        .unwrap();
    assert!(answer.status.success());
}

#[test]
fn a_setting_can_come_from_a_file() {
    let project = reading("{ adapter: files, path: '${file:where.txt}' }").file("where.txt", "uses.csv\n");
    assert_eq!(project.run(&[]).code, 0);
    reading("{ adapter: files, path: '${vault:uses}' }").run(&[]).refuses(
        "\
error[source-settings]: `${vault:uses}` is an unknown reference
  at uptake.yaml:7:33
  help: write `${env:NAME}` or `${file:PATH}`
",
    );
}

#[test]
fn a_typed_column_of_another_type_is_told() {
    let frame = df!["id" => ["ana"], "at" => [1.5]].unwrap();
    reading("{ adapter: files, path: uses.parquet }")
        .file("uses.parquet", parquet_bytes(&frame))
        .run(&[])
        .refuses(
            "\
error[wrong-type]: the column `at` should be datetime, but the source provides floats
  at rules.yaml:17:7
  help: change the type in the contract, or compute the column in a mapping
",
        );
}

#[test]
fn a_project_file_that_isnt_there_is_told() {
    let project = Project::small();
    project
        .uptake(&["run", "--project", "uptak.yaml"])
        .refuses("error[unreadable]: the file `uptak.yaml` wasn't found\n");
    // A folder stands for the project in it.
    assert_eq!(project.uptake(&["run", "--project", "."]).code, 0);
    project
        .file("nothing/of/ours.txt", "")
        .uptake(&["run", "--project", "nothing"])
        .refuses(
            "error[unreadable]: the folder `nothing` has no project file\n  help: name the file, or put a file `uptake.yaml` \
             into the folder; `uptake init DIR` makes a project\n",
        );
}

#[test]
fn a_project_without_a_source_for_a_dataset_is_told() {
    let project = Project::small().file(
        "uptake.yaml",
        SMALL.replace("  uses: { adapter: files, path: uses.csv }\n", ""),
    );
    project.run(&[]).refuses(
        "\
error[incomplete-policy]: no source provides the dataset `uses`
 --> uptake.yaml:3:9
  |
3 | packs: [rules.yaml]
  |         ^^^^^^^^^^
  |
  = help: add `uses:` under `sources`

",
    );
}
