#!/bin/sh
# Measures, and keeps the figures of the last whole period in a folder of their own.
#
# From cron, every Monday at six (crontab -e), with the command that is given what was said if there is something to look at:
#   0 6 * * 1  ALERT='mail -s "AI adoption" you@example.com' /path/to/this/project/jobs/weekly.sh
#
# Ends with 0 if all is well, 1 if a check failed or a source isn't what it should be, 2 if there are no figures.
set -u
cd "$(dirname "$0")/.." || exit 2
# cron looks for programs in few folders: name the one that has `uptake` here, if it is another.
PATH="$PATH:/usr/local/bin:${HOME:-/root}/.cargo/bin"
said=$(uptake run --out 'figures/{period}' --fail-on fail 2>&1)
code=$?
# Not found, or ended from outside.
if [ "$code" -gt 2 ]; then code=2; fi
printf '%s\n' "$said"
if [ "$code" -ne 0 ] && [ -n "${ALERT:-}" ]; then
    printf '%s\n' "$said" | sh -c "$ALERT" || printf 'the alert itself failed\n' >&2
fi
exit "$code"
