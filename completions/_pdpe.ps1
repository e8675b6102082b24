
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'pdpe' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'pdpe'
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
        'pdpe' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('score', 'score', [CompletionResultType]::ParameterValue, 'Score every cell of a grid at one time')
            [CompletionResult]::new('simulate', 'simulate', [CompletionResultType]::ParameterValue, 'Replay a span of time: every turn of an hour, day, week or month, every event that opens or closes')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Keep scores fresh: listen for webhooks and follow the clock')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Watch a weekend in Kansas City go by in a minute, with a few surprises')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a score: every factor, hotspot and event in it')
            [CompletionResult]::new('events', 'events', [CompletionResultType]::ParameterValue, 'List the events of files, or convert them to pdpe''s own format')
            [CompletionResult]::new('grid', 'grid', [CompletionResultType]::ParameterValue, 'Make a grid of square cells')
            [CompletionResult]::new('journal', 'journal', [CompletionResultType]::ParameterValue, 'Look into the deliveries that a listener has kept')
            [CompletionResult]::new('health', 'health', [CompletionResultType]::ParameterValue, 'Ask a listener whether it works: exit code 0 if it does, else 1')
            [CompletionResult]::new('send', 'send', [CompletionResultType]::ParameterValue, 'Sign a delivery and post it, to try a listener')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show the model in force, or check a configuration file')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pdpe;score' {
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'When: 2024-12-15T19:00, 2024-12-15T19:00-06:00, 2024-12-16T01:00Z or now')
            [CompletionResult]::new('--grid', '--grid', [CompletionResultType]::ParameterName, 'CSV of cells, - for stdin [default: Kansas City in 5,494 cells of 500 m]')
            [CompletionResult]::new('--lat-col', '--lat-col', [CompletionResultType]::ParameterName, 'Column of the latitude [default: lat, latitude or y]')
            [CompletionResult]::new('--lon-col', '--lon-col', [CompletionResultType]::ParameterName, 'Column of the longitude [default: lon, lng, long, longitude or x]')
            [CompletionResult]::new('--id-col', '--id-col', [CompletionResultType]::ParameterName, 'Column of the cell''s id [default: cell_id, id, cell or h3, else row_1, row_2, …]')
            [CompletionResult]::new('--income-col', '--income-col', [CompletionResultType]::ParameterName, 'Column of the income [default: income, if there is one]')
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'Files of events, - for stdin: pdpe''s JSON, NDJSON or CSV, Eventbrite or Ticketmaster answers')
            [CompletionResult]::new('--events-format', '--events-format', [CompletionResultType]::ParameterName, 'Format of the events instead of the one recognised: native, eventbrite, ticketmaster')
            [CompletionResult]::new('--without', '--without', [CompletionResultType]::ParameterName, 'Leave this event out: what if it were cancelled? (repeatable)')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, heatmap, csv, json, ndjson, geojson, svg, png or html [default: by the extension of -o, table on a terminal, else json]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, complete or not at all [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, complete or not at all [default: standard output]')
            [CompletionResult]::new('--top', '--top', [CompletionResultType]::ParameterName, 'Only the best N cells, best first')
            [CompletionResult]::new('--sort', '--sort', [CompletionResultType]::ParameterName, 'Best first by this score instead of the order of the grid [default column: combined_score]')
            [CompletionResult]::new('--min-score', '--min-score', [CompletionResultType]::ParameterName, 'Only cells with at least this combined score')
            [CompletionResult]::new('--apart', '--apart', [CompletionResultType]::ParameterName, 'Of the best cells, none nearer than this to a better one')
            [CompletionResult]::new('--columns', '--columns', [CompletionResultType]::ParameterName, 'The columns and their order, of cell_id, lat, lon, income and the four scores')
            [CompletionResult]::new('--backdrop', '--backdrop', [CompletionResultType]::ParameterName, 'With html: lines over the cells, such as outlines or roads')
            [CompletionResult]::new('--tiles', '--tiles', [CompletionResultType]::ParameterName, 'With html: pictures of the ground, fetched by whoever opens the map from such an address, with {z}, {x} and {y} in it [default: none, and no request is ever made]')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'How many threads score [default: as many as there are cores]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('--no-income', '--no-income', [CompletionResultType]::ParameterName, 'Leave incomes out of the score')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Show a progress bar, if standard error is a terminal')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Stop with exit code 3 when a row or an event is rejected')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;simulate' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Start of the span: 2026-10-02T16:00, 2026-10-02T16:00-05:00, 2026-10-02T21:00Z or now')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Its end: a time, or from the start on: +90m, +12h, +3d, +2w, +1d12h')
            [CompletionResult]::new('--grid', '--grid', [CompletionResultType]::ParameterName, 'CSV of cells, - for stdin [default: Kansas City in 5,494 cells of 500 m]')
            [CompletionResult]::new('--lat-col', '--lat-col', [CompletionResultType]::ParameterName, 'Column of the latitude [default: lat, latitude or y]')
            [CompletionResult]::new('--lon-col', '--lon-col', [CompletionResultType]::ParameterName, 'Column of the longitude [default: lon, lng, long, longitude or x]')
            [CompletionResult]::new('--id-col', '--id-col', [CompletionResultType]::ParameterName, 'Column of the cell''s id [default: cell_id, id, cell or h3, else row_1, row_2, …]')
            [CompletionResult]::new('--income-col', '--income-col', [CompletionResultType]::ParameterName, 'Column of the income [default: income, if there is one]')
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'Files of events, - for stdin: pdpe''s JSON, NDJSON or CSV, Eventbrite or Ticketmaster answers')
            [CompletionResult]::new('--events-format', '--events-format', [CompletionResultType]::ParameterName, 'Format of the events instead of the one recognised: native, eventbrite, ticketmaster')
            [CompletionResult]::new('--without', '--without', [CompletionResultType]::ParameterName, 'Leave this event out: what if it were cancelled? (repeatable)')
            [CompletionResult]::new('--deliveries', '--deliveries', [CompletionResultType]::ParameterName, 'Deliveries to replay as they came: journal exports, or recorded webhooks, a line each')
            [CompletionResult]::new('--add', '--add', [CompletionResultType]::ParameterName, 'What if the events of these files were on as well? Tells the difference, as --without does')
            [CompletionResult]::new('--top', '--top', [CompletionResultType]::ParameterName, 'The best N stays: where to be, from when to when')
            [CompletionResult]::new('--apart', '--apart', [CompletionResultType]::ParameterName, 'With --top: stays at overlapping times are at least this far apart [default: 1]')
            [CompletionResult]::new('--at-place', '--at-place', [CompletionResultType]::ParameterName, 'The course of one place, in degrees: LAT,LON')
            [CompletionResult]::new('--cell', '--cell', [CompletionResultType]::ParameterName, 'The course of one cell of the grid')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, heatmap, csv, json, ndjson or html [default: by the extension of -o, table on a terminal, else json]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, at the end or when Ctrl-C ends the replay, else not at all [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, at the end or when Ctrl-C ends the replay, else not at all [default: standard output]')
            [CompletionResult]::new('--backdrop', '--backdrop', [CompletionResultType]::ParameterName, 'With html: lines over the cells, such as outlines or roads')
            [CompletionResult]::new('--tiles', '--tiles', [CompletionResultType]::ParameterName, 'With html: pictures of the ground, fetched by whoever opens the map from such an address, with {z}, {x} and {y} in it [default: none, and no request is ever made]')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'How many threads score [default: as many as there are cores]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('--no-income', '--no-income', [CompletionResultType]::ParameterName, 'Leave incomes out of the score')
            [CompletionResult]::new('--scores', '--scores', [CompletionResultType]::ParameterName, 'The scores of every cell at every instant after the start, as CSV or NDJSON')
            [CompletionResult]::new('--changed-only', '--changed-only', [CompletionResultType]::ParameterName, 'With --scores: only cells whose combined score changed')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Show a progress bar with the time left, if standard error is a terminal')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Stop with exit code 3 when a row or an event is rejected')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;watch' {
            [CompletionResult]::new('--grid', '--grid', [CompletionResultType]::ParameterName, 'CSV of cells, - for stdin [default: Kansas City in 5,494 cells of 500 m]')
            [CompletionResult]::new('--lat-col', '--lat-col', [CompletionResultType]::ParameterName, 'Column of the latitude [default: lat, latitude or y]')
            [CompletionResult]::new('--lon-col', '--lon-col', [CompletionResultType]::ParameterName, 'Column of the longitude [default: lon, lng, long, longitude or x]')
            [CompletionResult]::new('--id-col', '--id-col', [CompletionResultType]::ParameterName, 'Column of the cell''s id [default: cell_id, id, cell or h3, else row_1, row_2, …]')
            [CompletionResult]::new('--income-col', '--income-col', [CompletionResultType]::ParameterName, 'Column of the income [default: income, if there is one]')
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'Files of events, - for stdin: pdpe''s JSON, NDJSON or CSV, Eventbrite or Ticketmaster answers')
            [CompletionResult]::new('--events-format', '--events-format', [CompletionResultType]::ParameterName, 'Format of the events instead of the one recognised: native, eventbrite, ticketmaster')
            [CompletionResult]::new('--without', '--without', [CompletionResultType]::ParameterName, 'Leave this event out: what if it were cancelled? (repeatable)')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Address to listen on')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port to listen on; 0: one that is free')
            [CompletionResult]::new('--allowed-host', '--allowed-host', [CompletionResultType]::ParameterName, 'A name under which readers reach it, beside localhost (repeatable)')
            [CompletionResult]::new('--trusted-proxy', '--trusted-proxy', [CompletionResultType]::ParameterName, 'A trusted proxy: exempt from the limit of connections per address; its X-Forwarded-For gives the client address in the log (repeatable)')
            [CompletionResult]::new('--journal', '--journal', [CompletionResultType]::ParameterName, 'The journal of deliveries')
            [CompletionResult]::new('--keep-days', '--keep-days', [CompletionResultType]::ParameterName, 'How long deliveries are kept; those that tell of an event, until it has been over for so long')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'ndjson: write every message to stdout, a line each')
            [CompletionResult]::new('--clock-speed', '--clock-speed', [CompletionResultType]::ParameterName, 'For demonstrations: let time pass this many times as fast, starting at --now')
            [CompletionResult]::new('--stuck-after', '--stuck-after', [CompletionResultType]::ParameterName, 'Seconds after which a thread that still answers the same request counts as stuck')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('--no-income', '--no-income', [CompletionResultType]::ParameterName, 'Leave incomes out of the score')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail (exit 3) if any row or event is rejected')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Take unsigned deliveries from other machines too')
            [CompletionResult]::new('--no-journal', '--no-journal', [CompletionResultType]::ParameterName, 'Keep nothing on disk: a restart forgets; repeats of the last 100,000 deliveries are known')
            [CompletionResult]::new('--warm', '--warm', [CompletionResultType]::ParameterName, 'Fill the caches at the start, for the best cells and the next day')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;demo' {
            [CompletionResult]::new('--seconds', '--seconds', [CompletionResultType]::ParameterName, 'How long it takes [default: 60 on a terminal, else 0]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;explain' {
            [CompletionResult]::new('--cell', '--cell', [CompletionResultType]::ParameterName, 'A cell of the grid instead')
            [CompletionResult]::new('--income', '--income', [CompletionResultType]::ParameterName, 'The income at the place, as in a grid''s income column')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'When: 2024-12-15T19:00, 2024-12-15T19:00-06:00, 2024-12-16T01:00Z or now')
            [CompletionResult]::new('--grid', '--grid', [CompletionResultType]::ParameterName, 'CSV of cells, - for stdin [default: Kansas City in 5,494 cells of 500 m]')
            [CompletionResult]::new('--lat-col', '--lat-col', [CompletionResultType]::ParameterName, 'Column of the latitude [default: lat, latitude or y]')
            [CompletionResult]::new('--lon-col', '--lon-col', [CompletionResultType]::ParameterName, 'Column of the longitude [default: lon, lng, long, longitude or x]')
            [CompletionResult]::new('--id-col', '--id-col', [CompletionResultType]::ParameterName, 'Column of the cell''s id [default: cell_id, id, cell or h3, else row_1, row_2, …]')
            [CompletionResult]::new('--income-col', '--income-col', [CompletionResultType]::ParameterName, 'Column of the income [default: income, if there is one]')
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'Files of events, - for stdin: pdpe''s JSON, NDJSON or CSV, Eventbrite or Ticketmaster answers')
            [CompletionResult]::new('--events-format', '--events-format', [CompletionResultType]::ParameterName, 'Format of the events instead of the one recognised: native, eventbrite, ticketmaster')
            [CompletionResult]::new('--without', '--without', [CompletionResultType]::ParameterName, 'Leave this event out: what if it were cancelled? (repeatable)')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table or json [default: by the extension of -o, else table]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, complete or not at all [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, complete or not at all [default: standard output]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('--no-income', '--no-income', [CompletionResultType]::ParameterName, 'Leave incomes out of the score')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Stop with exit code 3 when a row or an event is rejected')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;events' {
            [CompletionResult]::new('--events-format', '--events-format', [CompletionResultType]::ParameterName, 'Format of the files instead of the one recognised: native, eventbrite, ticketmaster')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Only events open at this time')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, json, ndjson or csv [default: by the extension of -o, else table]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, complete or not at all [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, complete or not at all [default: standard output]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Stop with exit code 3 when an event is rejected')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;grid' {
            [CompletionResult]::new('--bbox', '--bbox', [CompletionResultType]::ParameterName, 'The box to cover, in degrees')
            [CompletionResult]::new('--cell', '--cell', [CompletionResultType]::ParameterName, 'The side of a cell, such as 500m or 0.5km')
            [CompletionResult]::new('--preset', '--preset', [CompletionResultType]::ParameterName, 'A grid that comes with pdpe: kc (Kansas City, 5,494 cells of 500 m, with incomes)')
            [CompletionResult]::new('--income', '--income', [CompletionResultType]::ParameterName, 'Give each cell the income of the nearest row of this CSV (lat, lon, income)')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'csv or geojson [default: by the extension of -o, else csv]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, complete or not at all [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, complete or not at all [default: standard output]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;journal' {
            [CompletionResult]::new('--journal', '--journal', [CompletionResultType]::ParameterName, 'The journal')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List deliveries by number, oldest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one delivery whole: headers, body, what became of it')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write deliveries as lines of JSON, to keep or to replay')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Take all deliveries in again, as a start of the listener does, and write the events they lead to')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pdpe;journal;ls' {
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'Only those in this state: pending, applied, unresolved, dead or ignored')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'Only those of this source, such as eventbrite')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'The latest N of them [default: 20 in a table, else all]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, json, ndjson or csv')
            [CompletionResult]::new('--journal', '--journal', [CompletionResultType]::ParameterName, 'The journal')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;journal;show' {
            [CompletionResult]::new('--journal', '--journal', [CompletionResultType]::ParameterName, 'The journal')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;journal;export' {
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'Only those in this state: pending, applied, unresolved, dead or ignored')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'Only those of this source, such as eventbrite')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, complete or not at all [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, complete or not at all [default: standard output]')
            [CompletionResult]::new('--journal', '--journal', [CompletionResultType]::ParameterName, 'The journal')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;journal;replay' {
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'Files of events, - for stdin: pdpe''s JSON, NDJSON or CSV, Eventbrite or Ticketmaster answers')
            [CompletionResult]::new('--events-format', '--events-format', [CompletionResultType]::ParameterName, 'Format of the events instead of the one recognised: native, eventbrite, ticketmaster')
            [CompletionResult]::new('--without', '--without', [CompletionResultType]::ParameterName, 'Leave this event out: what if it were cancelled? (repeatable)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, complete or not at all [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, complete or not at all [default: standard output]')
            [CompletionResult]::new('--journal', '--journal', [CompletionResultType]::ParameterName, 'The journal')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Stop with exit code 3 when an event of a file is rejected')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;journal;help' {
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List deliveries by number, oldest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one delivery whole: headers, body, what became of it')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write deliveries as lines of JSON, to keep or to replay')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Take all deliveries in again, as a start of the listener does, and write the events they lead to')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pdpe;journal;help;ls' {
            break
        }
        'pdpe;journal;help;show' {
            break
        }
        'pdpe;journal;help;export' {
            break
        }
        'pdpe;journal;help;replay' {
            break
        }
        'pdpe;journal;help;help' {
            break
        }
        'pdpe;health' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Where it listens [default: this machine]')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'The address of the listener; with --url it does not matter')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Its port; with --url it does not matter')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;send' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Where to: a listener such as http://127.0.0.1:8001, where the source''s path is added, or a whole address')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'Whose delivery it is: eventbrite, ticketmaster, twitter, or another name')
            [CompletionResult]::new('--scheme', '--scheme', [CompletionResultType]::ParameterName, 'standard, github, twitter, hmac, token or none')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the secret')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'The file that holds the secret, readable by its owner alone')
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The delivery''s id, for schemes that have one [default: another each time]')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'One more header, such as X-Eventbrite-Event:event.updated (repeatable)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;config' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the model in force as TOML')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check a configuration file, and warn of secrets that can''t be read from here')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pdpe;config;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;config;check' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;config;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the model in force as TOML')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check a configuration file, and warn of secrets that can''t be read from here')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pdpe;config;help;show' {
            break
        }
        'pdpe;config;help;check' {
            break
        }
        'pdpe;config;help;help' {
            break
        }
        'pdpe;completions' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;man' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [default: ./pdpe.toml if there is one]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'The zone whose clocks the model reads, and in which times are read and shown, such as America/Denver [default: the model''s zone]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Take this for the current time instead of the clock''s')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only why a run failed, nothing of rejected rows or events')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;help' {
            [CompletionResult]::new('score', 'score', [CompletionResultType]::ParameterValue, 'Score every cell of a grid at one time')
            [CompletionResult]::new('simulate', 'simulate', [CompletionResultType]::ParameterValue, 'Replay a span of time: every turn of an hour, day, week or month, every event that opens or closes')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Keep scores fresh: listen for webhooks and follow the clock')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Watch a weekend in Kansas City go by in a minute, with a few surprises')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a score: every factor, hotspot and event in it')
            [CompletionResult]::new('events', 'events', [CompletionResultType]::ParameterValue, 'List the events of files, or convert them to pdpe''s own format')
            [CompletionResult]::new('grid', 'grid', [CompletionResultType]::ParameterValue, 'Make a grid of square cells')
            [CompletionResult]::new('journal', 'journal', [CompletionResultType]::ParameterValue, 'Look into the deliveries that a listener has kept')
            [CompletionResult]::new('health', 'health', [CompletionResultType]::ParameterValue, 'Ask a listener whether it works: exit code 0 if it does, else 1')
            [CompletionResult]::new('send', 'send', [CompletionResultType]::ParameterValue, 'Sign a delivery and post it, to try a listener')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show the model in force, or check a configuration file')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pdpe;help;score' {
            break
        }
        'pdpe;help;simulate' {
            break
        }
        'pdpe;help;watch' {
            break
        }
        'pdpe;help;demo' {
            break
        }
        'pdpe;help;explain' {
            break
        }
        'pdpe;help;events' {
            break
        }
        'pdpe;help;grid' {
            break
        }
        'pdpe;help;journal' {
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List deliveries by number, oldest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one delivery whole: headers, body, what became of it')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write deliveries as lines of JSON, to keep or to replay')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Take all deliveries in again, as a start of the listener does, and write the events they lead to')
            break
        }
        'pdpe;help;journal;ls' {
            break
        }
        'pdpe;help;journal;show' {
            break
        }
        'pdpe;help;journal;export' {
            break
        }
        'pdpe;help;journal;replay' {
            break
        }
        'pdpe;help;health' {
            break
        }
        'pdpe;help;send' {
            break
        }
        'pdpe;help;config' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the model in force as TOML')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check a configuration file, and warn of secrets that can''t be read from here')
            break
        }
        'pdpe;help;config;show' {
            break
        }
        'pdpe;help;config;check' {
            break
        }
        'pdpe;help;completions' {
            break
        }
        'pdpe;help;man' {
            break
        }
        'pdpe;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
