# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_pdpe_global_optspecs
    string join \n config= tz= now= q/quiet v/verbose h/help V/version
end

function __fish_pdpe_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_pdpe_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_pdpe_using_subcommand
    set -l cmd (__fish_pdpe_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c pdpe -n "__fish_pdpe_needs_command" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_needs_command" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_needs_command" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_needs_command" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_needs_command" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_needs_command" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "score" -d 'Score every cell of a grid at one time'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "simulate" -d 'Replay a span of time and print the best stays or every change'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "watch" -d 'Receive webhooks, follow the clock and keep the scores up to date'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "demo" -d 'Replay a weekend in Kansas City in one minute'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "explain" -d 'Explain a score: every factor, hotspot and event'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "events" -d 'List events, or convert them to pdpe\'s own format'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "grid" -d 'Make a grid of square cells'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "journal" -d 'Inspect the deliveries that a listener has stored'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "health" -d 'Check a listener: exits with 0 if it works, else with 1'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "send" -d 'Sign a delivery and post it, to test a listener'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "config" -d 'Print the model in force, or check a configuration file'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "completions" -d 'Print a completion script for a shell'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "man" -d 'Print a manual page'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l at -d 'Time: 2024-12-15T19:00, 2024-12-15T19:00-06:00, 2024-12-16T01:00Z or now' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l grid -d 'CSV file of cells, or - for stdin [default: Kansas City in 5,494 cells of 500 m]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l lat-col -d 'Column with the latitude [default: lat, latitude or y]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l lon-col -d 'Column with the longitude [default: lon, lng, long, longitude or x]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l id-col -d 'Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l income-col -d 'Column with the income [default: income, if it exists]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l events -d 'Event files, or - for stdin: pdpe\'s JSON, NDJSON or CSV, Eventbrite or Ticketmaster responses' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l events-format -d 'Format of the event files: native, eventbrite, ticketmaster [default: detected]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l without -d 'Leave out this event, as if it were cancelled (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l format -d 'table, heatmap, csv, json, ndjson, geojson, svg, png or html [default: by the extension of -o, table on a terminal, else json]' -r -f -a "table\t''
heatmap\t''
csv\t''
json\t''
ndjson\t''
geojson\t''
svg\t''
png\t''
html\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -s o -l output -d 'Write to this file; a failed run leaves no partial file [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l top -d 'Print only the best N cells, best first' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l sort -d 'Sort by this score, best first [default column: combined_score]' -r -f -a "spending_propensity\t''
college_presence\t''
event_proximity_bonus\t''
combined_score\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l min-score -d 'Print only cells with at least this combined score' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l apart -d 'Skip cells nearer than this to a better cell' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l columns -d 'Columns to print, in this order: cell_id, lat, lon, income and the four scores' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l backdrop -d 'With html: draw these lines over the cells, such as outlines or roads' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l tiles -d 'With html: show a background map, which the browser loads from this URL with {z}, {x} and {y} [default: none; the map makes no requests]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l threads -d 'Number of threads [default: number of cores]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l no-income -d 'Ignore incomes'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l progress -d 'Show a progress bar if standard error is a terminal'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l strict -d 'Fail with exit code 3 if a row or an event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l from -d 'Start: 2026-10-02T16:00, 2026-10-02T16:00-05:00, 2026-10-02T21:00Z or now' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l to -d 'End: a time, or a duration after the start such as +90m, +12h, +3d, +2w or +1d12h' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l grid -d 'CSV file of cells, or - for stdin [default: Kansas City in 5,494 cells of 500 m]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l lat-col -d 'Column with the latitude [default: lat, latitude or y]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l lon-col -d 'Column with the longitude [default: lon, lng, long, longitude or x]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l id-col -d 'Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l income-col -d 'Column with the income [default: income, if it exists]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l events -d 'Event files, or - for stdin: pdpe\'s JSON, NDJSON or CSV, Eventbrite or Ticketmaster responses' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l events-format -d 'Format of the event files: native, eventbrite, ticketmaster [default: detected]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l without -d 'Leave out this event, as if it were cancelled (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l deliveries -d 'Files of deliveries to replay: journal exports or recorded webhooks, one per line' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l add -d 'Add the events of these files and compare, as --without does' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l top -d 'Print the best N stays: a place, from one time to another' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l apart -d 'With --top: minimum distance between stays that overlap in time [default: 1]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l at-place -d 'Print the scores of one place over time, in degrees: LAT,LON' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l cell -d 'Print the scores of one cell over time' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l format -d 'table, heatmap, csv, json, ndjson or html [default: by the extension of -o, table on a terminal, else json]' -r -f -a "table\t''
heatmap\t''
csv\t''
json\t''
ndjson\t''
html\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -s o -l output -d 'Write to this file, at the end or when Ctrl-C stops the replay [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l backdrop -d 'With html: draw these lines over the cells, such as outlines or roads' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l tiles -d 'With html: show a background map, which the browser loads from this URL with {z}, {x} and {y} [default: none; the map makes no requests]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l threads -d 'Number of threads [default: number of cores]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l no-income -d 'Ignore incomes'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l scores -d 'Print the scores of every cell at every instant, as CSV or NDJSON'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l changed-only -d 'With --scores: print only cells whose combined score changed'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l progress -d 'Show a progress bar with the time left if standard error is a terminal'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l strict -d 'Fail with exit code 3 if a row or an event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l grid -d 'CSV file of cells, or - for stdin [default: Kansas City in 5,494 cells of 500 m]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l lat-col -d 'Column with the latitude [default: lat, latitude or y]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l lon-col -d 'Column with the longitude [default: lon, lng, long, longitude or x]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l id-col -d 'Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l income-col -d 'Column with the income [default: income, if it exists]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l events -d 'Event files, or - for stdin: pdpe\'s JSON, NDJSON or CSV, Eventbrite or Ticketmaster responses' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l events-format -d 'Format of the event files: native, eventbrite, ticketmaster [default: detected]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l without -d 'Leave out this event, as if it were cancelled (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l host -d 'Address to listen on' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l port -d 'Port to listen on; 0 chooses a free one' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l allowed-host -d 'Host name that readers may use besides localhost (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l trusted-proxy -d 'Address of a reverse proxy: exempt from the limit of connections per address, and the debug log uses its X-Forwarded-For (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l journal -d 'Journal file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l keep-days -d 'Days to keep a delivery; counted from the end of the event if it is about one' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l format -d 'ndjson: write every message to stdout, one per line' -r -f -a "ndjson\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l clock-speed -d 'For demonstrations: let time pass this many times as fast, starting at --now' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l stuck-after -d 'Seconds after which a thread that still answers the same request counts as stuck' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l no-income -d 'Ignore incomes'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l strict -d 'Fail with exit code 3 if a row or an event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l insecure -d 'Accept unsigned deliveries from other machines too'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l no-journal -d 'Keep nothing on disk: a restart forgets all deliveries'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l warm -d 'Fill the caches at the start with the best cells and the next day'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -l seconds -d 'Duration in seconds [default: 60 on a terminal, else 0]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l cell -d 'Id of a cell of the grid' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l income -d 'Income at the place, as in the income column of a grid' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l at -d 'Time: 2024-12-15T19:00, 2024-12-15T19:00-06:00, 2024-12-16T01:00Z or now' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l grid -d 'CSV file of cells, or - for stdin [default: Kansas City in 5,494 cells of 500 m]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l lat-col -d 'Column with the latitude [default: lat, latitude or y]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l lon-col -d 'Column with the longitude [default: lon, lng, long, longitude or x]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l id-col -d 'Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l income-col -d 'Column with the income [default: income, if it exists]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l events -d 'Event files, or - for stdin: pdpe\'s JSON, NDJSON or CSV, Eventbrite or Ticketmaster responses' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l events-format -d 'Format of the event files: native, eventbrite, ticketmaster [default: detected]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l without -d 'Leave out this event, as if it were cancelled (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l format -d 'table or json [default: by the extension of -o, else table]' -r -f -a "table\t''
json\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -s o -l output -d 'Write to this file; a failed run leaves no partial file [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l no-income -d 'Ignore incomes'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l strict -d 'Fail with exit code 3 if a row or an event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l events-format -d 'Format of the files: native, eventbrite, ticketmaster [default: detected]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l at -d 'List only events that are open at this time' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l format -d 'table, json, ndjson or csv [default: by the extension of -o, else table]' -r -f -a "table\t''
json\t''
ndjson\t''
csv\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -s o -l output -d 'Write to this file; a failed run leaves no partial file [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l strict -d 'Fail with exit code 3 if an event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l bbox -d 'Bounding box in degrees: south, west, north, east' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l cell -d 'Side of a cell, such as 500m or 0.5km' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l preset -d 'Bundled grid: kc (Kansas City, 5,494 cells of 500 m, with incomes)' -r -f -a "kc\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l income -d 'Give each cell the income of the nearest row of this CSV (lat, lon, income)' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l format -d 'csv or geojson [default: by the extension of -o, else csv]' -r -f -a "csv\t''
geojson\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -s o -l output -d 'Write to this file; a failed run leaves no partial file [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -l journal -d 'Journal file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -f -a "ls" -d 'List deliveries by number, oldest first'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -f -a "show" -d 'Show one delivery: headers, body, state'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -f -a "export" -d 'Write deliveries as lines of JSON, to archive or replay'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -f -a "replay" -d 'Apply all deliveries, as the listener does at its start, and write the resulting events'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l state -d 'Only deliveries in this state: pending, applied, unresolved, dead or ignored' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l source -d 'Only deliveries from this source, such as eventbrite' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l limit -d 'List the latest N [default: 20 in a table, else all]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l format -d 'table, json, ndjson or csv' -r -f -a "table\t''
json\t''
ndjson\t''
csv\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l journal -d 'Journal file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -l journal -d 'Journal file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l state -d 'Only deliveries in this state: pending, applied, unresolved, dead or ignored' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l source -d 'Only deliveries from this source, such as eventbrite' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -s o -l output -d 'Write to this file; a failed run leaves no partial file [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l journal -d 'Journal file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l events -d 'Event files, or - for stdin: pdpe\'s JSON, NDJSON or CSV, Eventbrite or Ticketmaster responses' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l events-format -d 'Format of the event files: native, eventbrite, ticketmaster [default: detected]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l without -d 'Leave out this event, as if it were cancelled (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -s o -l output -d 'Write to this file; a failed run leaves no partial file [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l journal -d 'Journal file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l strict -d 'Fail with exit code 3 if an event of a file is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from help" -f -a "ls" -d 'List deliveries by number, oldest first'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one delivery: headers, body, state'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write deliveries as lines of JSON, to archive or replay'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from help" -f -a "replay" -d 'Apply all deliveries, as the listener does at its start, and write the resulting events'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l url -d 'URL of the listener [default: this machine]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l host -d 'Address of the listener; ignored with --url' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l port -d 'Port of the listener; ignored with --url' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l to -d 'URL of the listener, such as http://127.0.0.1:8001, or the full URL of a source' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l source -d 'Source of the delivery: eventbrite, ticketmaster, twitter or another name' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l scheme -d 'standard, github, twitter, hmac, token or none' -r -f -a "standard\t''
github\t''
twitter\t''
hmac\t''
token\t''
none\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l secret-env -d 'Environment variable with the secret' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l secret-file -d 'File with the secret, readable only by its owner' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l id -d 'Id of the delivery, for schemes that have one [default: a new one each time]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l header -d 'Additional header, such as X-Eventbrite-Event:event.updated (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -f -a "show" -d 'Print the model in force as TOML'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -f -a "check" -d 'Check a configuration file, and warn about secrets that cannot be read'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print the model in force as TOML'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "check" -d 'Check a configuration file, and warn about secrets that cannot be read'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -l config -d 'Configuration file [default: ./pdpe.toml if it exists]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -s q -l quiet -d 'Print only the reason of a failure'
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -s v -l verbose -d 'Print more, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "score" -d 'Score every cell of a grid at one time'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "simulate" -d 'Replay a span of time and print the best stays or every change'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "watch" -d 'Receive webhooks, follow the clock and keep the scores up to date'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "demo" -d 'Replay a weekend in Kansas City in one minute'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "explain" -d 'Explain a score: every factor, hotspot and event'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "events" -d 'List events, or convert them to pdpe\'s own format'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "grid" -d 'Make a grid of square cells'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "journal" -d 'Inspect the deliveries that a listener has stored'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "health" -d 'Check a listener: exits with 0 if it works, else with 1'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "send" -d 'Sign a delivery and post it, to test a listener'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "config" -d 'Print the model in force, or check a configuration file'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "completions" -d 'Print a completion script for a shell'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "man" -d 'Print a manual page'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from journal" -f -a "ls" -d 'List deliveries by number, oldest first'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from journal" -f -a "show" -d 'Show one delivery: headers, body, state'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from journal" -f -a "export" -d 'Write deliveries as lines of JSON, to archive or replay'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from journal" -f -a "replay" -d 'Apply all deliveries, as the listener does at its start, and write the resulting events'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "show" -d 'Print the model in force as TOML'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "check" -d 'Check a configuration file, and warn about secrets that cannot be read'
