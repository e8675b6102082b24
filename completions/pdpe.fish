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

complete -c pdpe -n "__fish_pdpe_needs_command" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_needs_command" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_needs_command" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_needs_command" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_needs_command" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_needs_command" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "score" -d 'Score every cell of a grid at one time'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "simulate" -d 'Replay a span of time: every turn of an hour, day, week or month, every event that opens or closes'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "watch" -d 'Keep scores fresh: listen for webhooks and follow the clock'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "demo" -d 'Watch a weekend in Kansas City go by in a minute, with a few surprises'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "explain" -d 'Explain a score: every factor, hotspot and event in it'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "events" -d 'List the events of files, or convert them to pdpe\'s own format'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "grid" -d 'Make a grid of square cells'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "journal" -d 'Look into the deliveries that a listener has kept'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "health" -d 'Ask a listener whether it works: exit code 0 if it does, else 1'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "send" -d 'Sign a delivery and post it, to try a listener'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "config" -d 'Show the model in force, or check a configuration file'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "completions" -d 'Print a completion script for a shell'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "man" -d 'Print the manual page'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l at -d 'When: 2024-12-15T19:00, 2024-12-15T19:00-06:00, 2024-12-16T01:00Z or now' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l grid -d 'CSV of cells, - for stdin [default: Kansas City in 5,494 cells of 500 m]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l lat-col -d 'Column of the latitude [default: lat, latitude or y]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l lon-col -d 'Column of the longitude [default: lon, lng, long, longitude or x]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l id-col -d 'Column of the cell\'s id [default: cell_id, id, cell or h3, else row_1, row_2, …]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l income-col -d 'Column of the income [default: income, if there is one]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l events -d 'Files of events, - for stdin: pdpe\'s JSON, NDJSON or CSV, Eventbrite or Ticketmaster answers' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l events-format -d 'Format of the events instead of the one recognised: native, eventbrite, ticketmaster' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l without -d 'Leave this event out: what if it were cancelled? (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l format -d 'table, heatmap, csv, json, ndjson, geojson, svg, png or html [default: by the extension of -o, table on a terminal, else json]' -r -f -a "table\t''
heatmap\t''
csv\t''
json\t''
ndjson\t''
geojson\t''
svg\t''
png\t''
html\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -s o -l output -d 'Write to this file, complete or not at all [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l top -d 'Only the best N cells, best first' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l sort -d 'Best first by this score instead of the order of the grid [default column: combined_score]' -r -f -a "spending_propensity\t''
college_presence\t''
event_proximity_bonus\t''
combined_score\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l min-score -d 'Only cells with at least this combined score' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l apart -d 'Of the best cells, none nearer than this to a better one' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l columns -d 'The columns and their order, of cell_id, lat, lon, income and the four scores' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l backdrop -d 'With html: lines over the cells, such as outlines or roads' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l tiles -d 'With html: pictures of the ground, fetched by whoever opens the map from such an address, with {z}, {x} and {y} in it [default: none, and no request is ever made]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l threads -d 'How many threads score [default: as many as there are cores]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l no-income -d 'Leave incomes out of the score'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l progress -d 'Show a progress bar, if standard error is a terminal'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l strict -d 'Stop with exit code 3 when a row or an event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l from -d 'Start of the span: 2026-10-02T16:00, 2026-10-02T16:00-05:00, 2026-10-02T21:00Z or now' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l to -d 'Its end: a time, or from the start on: +90m, +12h, +3d, +2w, +1d12h' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l grid -d 'CSV of cells, - for stdin [default: Kansas City in 5,494 cells of 500 m]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l lat-col -d 'Column of the latitude [default: lat, latitude or y]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l lon-col -d 'Column of the longitude [default: lon, lng, long, longitude or x]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l id-col -d 'Column of the cell\'s id [default: cell_id, id, cell or h3, else row_1, row_2, …]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l income-col -d 'Column of the income [default: income, if there is one]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l events -d 'Files of events, - for stdin: pdpe\'s JSON, NDJSON or CSV, Eventbrite or Ticketmaster answers' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l events-format -d 'Format of the events instead of the one recognised: native, eventbrite, ticketmaster' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l without -d 'Leave this event out: what if it were cancelled? (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l deliveries -d 'Deliveries to replay as they came: journal exports, or recorded webhooks, a line each' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l add -d 'What if the events of these files were on as well? Tells the difference, as --without does' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l top -d 'The best N stays: where to be, from when to when' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l apart -d 'With --top: stays at overlapping times are at least this far apart [default: 1]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l at-place -d 'The course of one place, in degrees: LAT,LON' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l cell -d 'The course of one cell of the grid' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l format -d 'table, heatmap, csv, json, ndjson or html [default: by the extension of -o, table on a terminal, else json]' -r -f -a "table\t''
heatmap\t''
csv\t''
json\t''
ndjson\t''
html\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -s o -l output -d 'Write to this file, at the end or when Ctrl-C ends the replay, else not at all [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l backdrop -d 'With html: lines over the cells, such as outlines or roads' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l tiles -d 'With html: pictures of the ground, fetched by whoever opens the map from such an address, with {z}, {x} and {y} in it [default: none, and no request is ever made]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l threads -d 'How many threads score [default: as many as there are cores]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l no-income -d 'Leave incomes out of the score'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l scores -d 'The scores of every cell at every instant after the start, as CSV or NDJSON'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l changed-only -d 'With --scores: only cells whose combined score changed'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l progress -d 'Show a progress bar with the time left, if standard error is a terminal'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l strict -d 'Stop with exit code 3 when a row or an event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l grid -d 'CSV of cells, - for stdin [default: Kansas City in 5,494 cells of 500 m]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l lat-col -d 'Column of the latitude [default: lat, latitude or y]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l lon-col -d 'Column of the longitude [default: lon, lng, long, longitude or x]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l id-col -d 'Column of the cell\'s id [default: cell_id, id, cell or h3, else row_1, row_2, …]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l income-col -d 'Column of the income [default: income, if there is one]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l events -d 'Files of events, - for stdin: pdpe\'s JSON, NDJSON or CSV, Eventbrite or Ticketmaster answers' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l events-format -d 'Format of the events instead of the one recognised: native, eventbrite, ticketmaster' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l without -d 'Leave this event out: what if it were cancelled? (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l host -d 'Address to listen on' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l port -d 'Port to listen on; 0: one that is free' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l allowed-host -d 'A name under which readers reach it, beside localhost (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l trusted-proxy -d 'A trusted proxy: exempt from the limit of connections per address; its X-Forwarded-For gives the client address in the log (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l journal -d 'The journal of deliveries' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l keep-days -d 'How long deliveries are kept; those that tell of an event, until it has been over for so long' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l format -d 'ndjson: write every message to stdout, a line each' -r -f -a "ndjson\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l clock-speed -d 'For demonstrations: let time pass this many times as fast, starting at --now' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l stuck-after -d 'Seconds after which a thread that still answers the same request counts as stuck' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l no-income -d 'Leave incomes out of the score'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l strict -d 'Fail (exit 3) if any row or event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l insecure -d 'Take unsigned deliveries from other machines too'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l no-journal -d 'Keep nothing on disk: a restart forgets; repeats of the last 100,000 deliveries are known'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l warm -d 'Fill the caches at the start, for the best cells and the next day'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -l seconds -d 'How long it takes [default: 60 on a terminal, else 0]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l cell -d 'A cell of the grid instead' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l income -d 'The income at the place, as in a grid\'s income column' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l at -d 'When: 2024-12-15T19:00, 2024-12-15T19:00-06:00, 2024-12-16T01:00Z or now' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l grid -d 'CSV of cells, - for stdin [default: Kansas City in 5,494 cells of 500 m]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l lat-col -d 'Column of the latitude [default: lat, latitude or y]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l lon-col -d 'Column of the longitude [default: lon, lng, long, longitude or x]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l id-col -d 'Column of the cell\'s id [default: cell_id, id, cell or h3, else row_1, row_2, …]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l income-col -d 'Column of the income [default: income, if there is one]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l events -d 'Files of events, - for stdin: pdpe\'s JSON, NDJSON or CSV, Eventbrite or Ticketmaster answers' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l events-format -d 'Format of the events instead of the one recognised: native, eventbrite, ticketmaster' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l without -d 'Leave this event out: what if it were cancelled? (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l format -d 'table or json [default: by the extension of -o, else table]' -r -f -a "table\t''
json\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -s o -l output -d 'Write to this file, complete or not at all [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l no-income -d 'Leave incomes out of the score'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l strict -d 'Stop with exit code 3 when a row or an event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l events-format -d 'Format of the files instead of the one recognised: native, eventbrite, ticketmaster' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l at -d 'Only events open at this time' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l format -d 'table, json, ndjson or csv [default: by the extension of -o, else table]' -r -f -a "table\t''
json\t''
ndjson\t''
csv\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -s o -l output -d 'Write to this file, complete or not at all [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l strict -d 'Stop with exit code 3 when an event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l bbox -d 'The box to cover, in degrees' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l cell -d 'The side of a cell, such as 500m or 0.5km' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l preset -d 'A grid that comes with pdpe: kc (Kansas City, 5,494 cells of 500 m, with incomes)' -r -f -a "kc\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l income -d 'Give each cell the income of the nearest row of this CSV (lat, lon, income)' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l format -d 'csv or geojson [default: by the extension of -o, else csv]' -r -f -a "csv\t''
geojson\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -s o -l output -d 'Write to this file, complete or not at all [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -l journal -d 'The journal' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -f -a "ls" -d 'List deliveries by number, oldest first'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -f -a "show" -d 'Show one delivery whole: headers, body, what became of it'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -f -a "export" -d 'Write deliveries as lines of JSON, to keep or to replay'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -f -a "replay" -d 'Take all deliveries in again, as a start of the listener does, and write the events they lead to'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l state -d 'Only those in this state: pending, applied, unresolved, dead or ignored' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l source -d 'Only those of this source, such as eventbrite' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l limit -d 'The latest N of them [default: 20 in a table, else all]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l format -d 'table, json, ndjson or csv' -r -f -a "table\t''
json\t''
ndjson\t''
csv\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l journal -d 'The journal' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -l journal -d 'The journal' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l state -d 'Only those in this state: pending, applied, unresolved, dead or ignored' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l source -d 'Only those of this source, such as eventbrite' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -s o -l output -d 'Write to this file, complete or not at all [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l journal -d 'The journal' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l events -d 'Files of events, - for stdin: pdpe\'s JSON, NDJSON or CSV, Eventbrite or Ticketmaster answers' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l events-format -d 'Format of the events instead of the one recognised: native, eventbrite, ticketmaster' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l without -d 'Leave this event out: what if it were cancelled? (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -s o -l output -d 'Write to this file, complete or not at all [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l journal -d 'The journal' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l strict -d 'Stop with exit code 3 when an event of a file is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from help" -f -a "ls" -d 'List deliveries by number, oldest first'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one delivery whole: headers, body, what became of it'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write deliveries as lines of JSON, to keep or to replay'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from help" -f -a "replay" -d 'Take all deliveries in again, as a start of the listener does, and write the events they lead to'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l url -d 'Where it listens [default: this machine]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l host -d 'The address of the listener; with --url it does not matter' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l port -d 'Its port; with --url it does not matter' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l to -d 'Where to: a listener such as http://127.0.0.1:8001, where the source\'s path is added, or a whole address' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l source -d 'Whose delivery it is: eventbrite, ticketmaster, twitter, or another name' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l scheme -d 'standard, github, twitter, hmac, token or none' -r -f -a "standard\t''
github\t''
twitter\t''
hmac\t''
token\t''
none\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l secret-env -d 'The environment variable that holds the secret' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l secret-file -d 'The file that holds the secret, readable by its owner alone' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l id -d 'The delivery\'s id, for schemes that have one [default: another each time]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l header -d 'One more header, such as X-Eventbrite-Event:event.updated (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -f -a "show" -d 'Print the model in force as TOML'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -f -a "check" -d 'Check a configuration file, and warn of secrets that can\'t be read from here'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print the model in force as TOML'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "check" -d 'Check a configuration file, and warn of secrets that can\'t be read from here'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -l config -d 'The configuration file [default: ./pdpe.toml if there is one]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -l tz -d 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model\'s zone]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -l now -d 'Take this for the current time instead of the clock\'s' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -s q -l quiet -d 'Say only why a run failed, nothing of rejected rows or events'
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -s v -l verbose -d 'Say more: every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "score" -d 'Score every cell of a grid at one time'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "simulate" -d 'Replay a span of time: every turn of an hour, day, week or month, every event that opens or closes'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "watch" -d 'Keep scores fresh: listen for webhooks and follow the clock'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "demo" -d 'Watch a weekend in Kansas City go by in a minute, with a few surprises'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "explain" -d 'Explain a score: every factor, hotspot and event in it'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "events" -d 'List the events of files, or convert them to pdpe\'s own format'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "grid" -d 'Make a grid of square cells'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "journal" -d 'Look into the deliveries that a listener has kept'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "health" -d 'Ask a listener whether it works: exit code 0 if it does, else 1'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "send" -d 'Sign a delivery and post it, to try a listener'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "config" -d 'Show the model in force, or check a configuration file'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "completions" -d 'Print a completion script for a shell'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "man" -d 'Print the manual page'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate watch demo explain events grid journal health send config completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from journal" -f -a "ls" -d 'List deliveries by number, oldest first'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from journal" -f -a "show" -d 'Show one delivery whole: headers, body, what became of it'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from journal" -f -a "export" -d 'Write deliveries as lines of JSON, to keep or to replay'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from journal" -f -a "replay" -d 'Take all deliveries in again, as a start of the listener does, and write the events they lead to'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "show" -d 'Print the model in force as TOML'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "check" -d 'Check a configuration file, and warn of secrets that can\'t be read from here'
