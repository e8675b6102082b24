
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
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('score', 'score', [CompletionResultType]::ParameterValue, 'Score every cell of a grid at one time')
            [CompletionResult]::new('simulate', 'simulate', [CompletionResultType]::ParameterValue, 'Replay a span of time and print the best stays or every change')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Plan a shift: where to stand, and when')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Receive webhooks, follow the clock and keep the scores up to date')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Replay a weekend in Kansas City in one minute')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a score: every factor, hotspot and event')
            [CompletionResult]::new('fit', 'fit', [CompletionResultType]::ParameterValue, 'Fit the spending factors to your own takings')
            [CompletionResult]::new('backtest', 'backtest', [CompletionResultType]::ParameterValue, 'Test fitted factors and the model in force on your past takings')
            [CompletionResult]::new('events', 'events', [CompletionResultType]::ParameterValue, 'List events, or convert them to pdpe''s own format')
            [CompletionResult]::new('fetch', 'fetch', [CompletionResultType]::ParameterValue, 'Ask ticket services and calendars for events')
            [CompletionResult]::new('grid', 'grid', [CompletionResultType]::ParameterValue, 'Make a grid of square cells')
            [CompletionResult]::new('cities', 'cities', [CompletionResultType]::ParameterValue, 'List cities by name, with their data')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a pdpe.toml for a city, with comments')
            [CompletionResult]::new('journal', 'journal', [CompletionResultType]::ParameterValue, 'Inspect the deliveries that a listener has stored')
            [CompletionResult]::new('health', 'health', [CompletionResultType]::ParameterValue, 'Check a listener: exits with 0 if it works, else with 1')
            [CompletionResult]::new('licences', 'licences', [CompletionResultType]::ParameterValue, 'Print the licences of the packages in this program')
            [CompletionResult]::new('send', 'send', [CompletionResultType]::ParameterValue, 'Sign a delivery and post it, to test a listener')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Print the model in force, or check a configuration file')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page, or write the pages of all commands to a directory')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pdpe;score' {
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Time: 2024-12-15T19:00, 2024-12-15T19:00-06:00, 2024-12-16T01:00Z or now')
            [CompletionResult]::new('--city', '--city', [CompletionResultType]::ParameterName, 'City: Austin, "Austin, TX", "Lyon, France", a ZIP code or LAT,LON [default: `city` of pdpe.toml, else Kansas City]')
            [CompletionResult]::new('--radius', '--radius', [CompletionResultType]::ParameterName, 'Half the side of the city''s box, such as 12km [default: 8 to 25 km, by population]')
            [CompletionResult]::new('--bbox', '--bbox', [CompletionResultType]::ParameterName, 'Box in degrees: south, west, north, east; without --city, for the city nearest to its centre')
            [CompletionResult]::new('--hotspots', '--hotspots', [CompletionResultType]::ParameterName, 'Student hotspots instead of the known ones: CSV, GeoJSON or an IPEDS HD file')
            [CompletionResult]::new('--add-hotspots', '--add-hotspots', [CompletionResultType]::ParameterName, 'Additional student hotspots (repeatable)')
            [CompletionResult]::new('--grid', '--grid', [CompletionResultType]::ParameterName, 'CSV file of cells, or - for stdin [default: the cells of the city]')
            [CompletionResult]::new('--lat-col', '--lat-col', [CompletionResultType]::ParameterName, 'Column with the latitude [default: lat, latitude or y]')
            [CompletionResult]::new('--lon-col', '--lon-col', [CompletionResultType]::ParameterName, 'Column with the longitude [default: lon, lng, long, longitude or x]')
            [CompletionResult]::new('--place-col', '--place-col', [CompletionResultType]::ParameterName, 'Column with both, such as "39.1, -94.5", POINT(-94.5 39.1), GeoJSON or an H3 cell [default: found by its values]')
            [CompletionResult]::new('--id-col', '--id-col', [CompletionResultType]::ParameterName, 'Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]')
            [CompletionResult]::new('--income-col', '--income-col', [CompletionResultType]::ParameterName, 'Column with the income [default: income, if it exists]')
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'Event files, or - for stdin: pdpe''s JSON, NDJSON or CSV, iCalendar, GeoJSON, HTML, and responses of services')
            [CompletionResult]::new('--events-format', '--events-format', [CompletionResultType]::ParameterName, 'Format of the event files [default: detected]: native, eventbrite, eventbrite-destination, ticketmaster, seatgeek, predicthq, google-calendar, icalendar, schema-org, geojson')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'Column or key of a field of events, such as start=startsAt or lat=venue.latitude (repeatable)')
            [CompletionResult]::new('--venues', '--venues', [CompletionResultType]::ParameterName, 'CSV with name, lat and lon: places of events that only name their venue, as in calendars')
            [CompletionResult]::new('--without', '--without', [CompletionResultType]::ParameterName, 'Exclude this event, as if it were cancelled (repeatable)')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, heatmap, csv, json, ndjson, geojson, svg, png, html, gpx or kml [default: by the extension of -o, table on a terminal, else json]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--top', '--top', [CompletionResultType]::ParameterName, 'Print only the best N cells, best first')
            [CompletionResult]::new('--sort', '--sort', [CompletionResultType]::ParameterName, 'Sort by this score, best first [default column: combined_score]')
            [CompletionResult]::new('--min-score', '--min-score', [CompletionResultType]::ParameterName, 'Print only cells with at least this combined score')
            [CompletionResult]::new('--apart', '--apart', [CompletionResultType]::ParameterName, 'Skip cells nearer than this to a better cell')
            [CompletionResult]::new('--columns', '--columns', [CompletionResultType]::ParameterName, 'Columns to print, in this order: cell_id, timestamp, lat, lon, income and the scores')
            [CompletionResult]::new('--backdrop', '--backdrop', [CompletionResultType]::ParameterName, 'With html: draw these lines over the cells, such as outlines or roads')
            [CompletionResult]::new('--tiles', '--tiles', [CompletionResultType]::ParameterName, 'With html: show a background map, which the browser loads from this URL with {z}, {x} and {y} [default: none; the map makes no requests]')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Number of threads [default: number of cores]')
            [CompletionResult]::new('--cell-size', '--cell-size', [CompletionResultType]::ParameterName, 'Side of a cell, such as 250m [default: 500m]')
            [CompletionResult]::new('--cell', '--cell', [CompletionResultType]::ParameterName, 'Side of a cell, such as 250m [default: 500m]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('--no-income', '--no-income', [CompletionResultType]::ParameterName, 'Ignore incomes')
            [CompletionResult]::new('--day-first', '--day-first', [CompletionResultType]::ParameterName, 'Read dates such as 3/10/2026 with the day first')
            [CompletionResult]::new('--month-first', '--month-first', [CompletionResultType]::ParameterName, 'Read dates such as 3/10/2026 with the month first')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Show a progress bar if standard error is a terminal')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail with exit code 3 if a row or an event is rejected')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;simulate' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Start: 2026-10-02T16:00, 2026-10-02T16:00-05:00, 2026-10-02T21:00Z or now')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'End: a time, or a duration after the start such as +90m, +12h, +3d, +2w or +1d12h')
            [CompletionResult]::new('--city', '--city', [CompletionResultType]::ParameterName, 'City: Austin, "Austin, TX", "Lyon, France", a ZIP code or LAT,LON [default: `city` of pdpe.toml, else Kansas City]')
            [CompletionResult]::new('--radius', '--radius', [CompletionResultType]::ParameterName, 'Half the side of the city''s box, such as 12km [default: 8 to 25 km, by population]')
            [CompletionResult]::new('--bbox', '--bbox', [CompletionResultType]::ParameterName, 'Box in degrees: south, west, north, east; without --city, for the city nearest to its centre')
            [CompletionResult]::new('--cell-size', '--cell-size', [CompletionResultType]::ParameterName, 'Side of a cell, such as 250m [default: 500m]')
            [CompletionResult]::new('--hotspots', '--hotspots', [CompletionResultType]::ParameterName, 'Student hotspots instead of the known ones: CSV, GeoJSON or an IPEDS HD file')
            [CompletionResult]::new('--add-hotspots', '--add-hotspots', [CompletionResultType]::ParameterName, 'Additional student hotspots (repeatable)')
            [CompletionResult]::new('--grid', '--grid', [CompletionResultType]::ParameterName, 'CSV file of cells, or - for stdin [default: the cells of the city]')
            [CompletionResult]::new('--lat-col', '--lat-col', [CompletionResultType]::ParameterName, 'Column with the latitude [default: lat, latitude or y]')
            [CompletionResult]::new('--lon-col', '--lon-col', [CompletionResultType]::ParameterName, 'Column with the longitude [default: lon, lng, long, longitude or x]')
            [CompletionResult]::new('--place-col', '--place-col', [CompletionResultType]::ParameterName, 'Column with both, such as "39.1, -94.5", POINT(-94.5 39.1), GeoJSON or an H3 cell [default: found by its values]')
            [CompletionResult]::new('--id-col', '--id-col', [CompletionResultType]::ParameterName, 'Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]')
            [CompletionResult]::new('--income-col', '--income-col', [CompletionResultType]::ParameterName, 'Column with the income [default: income, if it exists]')
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'Event files, or - for stdin: pdpe''s JSON, NDJSON or CSV, iCalendar, GeoJSON, HTML, and responses of services')
            [CompletionResult]::new('--events-format', '--events-format', [CompletionResultType]::ParameterName, 'Format of the event files [default: detected]: native, eventbrite, eventbrite-destination, ticketmaster, seatgeek, predicthq, google-calendar, icalendar, schema-org, geojson')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'Column or key of a field of events, such as start=startsAt or lat=venue.latitude (repeatable)')
            [CompletionResult]::new('--venues', '--venues', [CompletionResultType]::ParameterName, 'CSV with name, lat and lon: places of events that only name their venue, as in calendars')
            [CompletionResult]::new('--without', '--without', [CompletionResultType]::ParameterName, 'Exclude this event, as if it were cancelled (repeatable)')
            [CompletionResult]::new('--deliveries', '--deliveries', [CompletionResultType]::ParameterName, 'Files of deliveries to replay: journal exports or recorded webhooks, one per line')
            [CompletionResult]::new('--add', '--add', [CompletionResultType]::ParameterName, 'Add the events of these files and compare, as --without does')
            [CompletionResult]::new('--top', '--top', [CompletionResultType]::ParameterName, 'Print the best N stays: a place, from one time to another')
            [CompletionResult]::new('--apart', '--apart', [CompletionResultType]::ParameterName, 'With --top: minimum distance between stays that overlap in time [default: 1]')
            [CompletionResult]::new('--at-place', '--at-place', [CompletionResultType]::ParameterName, 'Print the scores of one place over time: LAT,LON in degrees, a ZIP code or a city')
            [CompletionResult]::new('--cell', '--cell', [CompletionResultType]::ParameterName, 'Print the scores of one cell over time')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, heatmap, csv, json, ndjson or html; with --top also geojson, gpx, kml or ics; with --scores csv, ndjson or geojson [default: by the extension of -o, table on a terminal, else json]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, at the end or when Ctrl-C stops the replay [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, at the end or when Ctrl-C stops the replay [default: standard output]')
            [CompletionResult]::new('--backdrop', '--backdrop', [CompletionResultType]::ParameterName, 'With html: draw these lines over the cells, such as outlines or roads')
            [CompletionResult]::new('--tiles', '--tiles', [CompletionResultType]::ParameterName, 'With html: show a background map, which the browser loads from this URL with {z}, {x} and {y} [default: none; the map makes no requests]')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Number of threads [default: number of cores]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('--no-income', '--no-income', [CompletionResultType]::ParameterName, 'Ignore incomes')
            [CompletionResult]::new('--day-first', '--day-first', [CompletionResultType]::ParameterName, 'Read dates such as 3/10/2026 with the day first')
            [CompletionResult]::new('--month-first', '--month-first', [CompletionResultType]::ParameterName, 'Read dates such as 3/10/2026 with the month first')
            [CompletionResult]::new('--scores', '--scores', [CompletionResultType]::ParameterName, 'Print the scores of every cell at every instant, as CSV, NDJSON or GeoJSON')
            [CompletionResult]::new('--changed-only', '--changed-only', [CompletionResultType]::ParameterName, 'With --scores: print only cells whose combined score changed')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Show a progress bar with the time left if standard error is a terminal')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail with exit code 3 if a row or an event is rejected')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;plan' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Start of the shift: 2026-10-03T11:00, 2026-10-03T11:00-05:00, 2026-10-03T16:00Z or now')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'End of the shift: 23:00, a full time, or a duration: +12h, +8h30m')
            [CompletionResult]::new('--city', '--city', [CompletionResultType]::ParameterName, 'City: Austin, "Austin, TX", "Lyon, France", a ZIP code or LAT,LON [default: `city` of pdpe.toml, else Kansas City]')
            [CompletionResult]::new('--radius', '--radius', [CompletionResultType]::ParameterName, 'Half the side of the city''s box, such as 12km [default: 8 to 25 km, by population]')
            [CompletionResult]::new('--bbox', '--bbox', [CompletionResultType]::ParameterName, 'Box in degrees: south, west, north, east; without --city, for the city nearest to its centre')
            [CompletionResult]::new('--cell-size', '--cell-size', [CompletionResultType]::ParameterName, 'Side of a cell, such as 250m [default: 500m]')
            [CompletionResult]::new('--hotspots', '--hotspots', [CompletionResultType]::ParameterName, 'Student hotspots instead of the known ones: CSV, GeoJSON or an IPEDS HD file')
            [CompletionResult]::new('--add-hotspots', '--add-hotspots', [CompletionResultType]::ParameterName, 'Additional student hotspots (repeatable)')
            [CompletionResult]::new('--grid', '--grid', [CompletionResultType]::ParameterName, 'CSV file of cells, or - for stdin [default: the cells of the city]')
            [CompletionResult]::new('--lat-col', '--lat-col', [CompletionResultType]::ParameterName, 'Column with the latitude [default: lat, latitude or y]')
            [CompletionResult]::new('--lon-col', '--lon-col', [CompletionResultType]::ParameterName, 'Column with the longitude [default: lon, lng, long, longitude or x]')
            [CompletionResult]::new('--place-col', '--place-col', [CompletionResultType]::ParameterName, 'Column with both, such as "39.1, -94.5", POINT(-94.5 39.1), GeoJSON or an H3 cell [default: found by its values]')
            [CompletionResult]::new('--id-col', '--id-col', [CompletionResultType]::ParameterName, 'Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]')
            [CompletionResult]::new('--income-col', '--income-col', [CompletionResultType]::ParameterName, 'Column with the income [default: income, if it exists]')
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'Event files, or - for stdin: pdpe''s JSON, NDJSON or CSV, iCalendar, GeoJSON, HTML, and responses of services')
            [CompletionResult]::new('--events-format', '--events-format', [CompletionResultType]::ParameterName, 'Format of the event files [default: detected]: native, eventbrite, eventbrite-destination, ticketmaster, seatgeek, predicthq, google-calendar, icalendar, schema-org, geojson')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'Column or key of a field of events, such as start=startsAt or lat=venue.latitude (repeatable)')
            [CompletionResult]::new('--venues', '--venues', [CompletionResultType]::ParameterName, 'CSV with name, lat and lon: places of events that only name their venue, as in calendars')
            [CompletionResult]::new('--without', '--without', [CompletionResultType]::ParameterName, 'Exclude this event, as if it were cancelled (repeatable)')
            [CompletionResult]::new('--start', '--start', [CompletionResultType]::ParameterName, 'Place at the start of the shift, LAT,LON [default: the first stop]')
            [CompletionResult]::new('--end', '--end', [CompletionResultType]::ParameterName, 'Place at the end of the shift, LAT,LON [default: the last stop]')
            [CompletionResult]::new('--stops', '--stops', [CompletionResultType]::ParameterName, 'Greatest number of stops per truck')
            [CompletionResult]::new('--min-stay', '--min-stay', [CompletionResultType]::ParameterName, 'Shortest stay at a stop')
            [CompletionResult]::new('--max-stay', '--max-stay', [CompletionResultType]::ParameterName, 'Longest stay [default: no limit]')
            [CompletionResult]::new('--fade', '--fade', [CompletionResultType]::ParameterName, 'Time after which an hour at the same place is worth half [default: no decrease]')
            [CompletionResult]::new('--setup', '--setup', [CompletionResultType]::ParameterName, 'Time from arrival to service')
            [CompletionResult]::new('--teardown', '--teardown', [CompletionResultType]::ParameterName, 'Time from service to departure')
            [CompletionResult]::new('--speed', '--speed', [CompletionResultType]::ParameterName, 'Speed on the road, in km/h')
            [CompletionResult]::new('--detour', '--detour', [CompletionResultType]::ParameterName, 'Length of the road ÷ straight-line distance')
            [CompletionResult]::new('--trucks', '--trucks', [CompletionResultType]::ParameterName, 'Number of trucks')
            [CompletionResult]::new('--apart', '--apart', [CompletionResultType]::ParameterName, 'Minimum distance in km between the stops of a truck, and between trucks that serve at the same time')
            [CompletionResult]::new('--pitches', '--pitches', [CompletionResultType]::ParameterName, 'File of allowed places, CSV or GeoJSON, or - for stdin [default: every cell]')
            [CompletionResult]::new('--break', '--break', [CompletionResultType]::ParameterName, 'A break, as LENGTH@FROM-TO (repeatable)')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'A fixed stop, as CELL@FROM-TO (repeatable)')
            [CompletionResult]::new('--value', '--value', [CompletionResultType]::ParameterName, 'The score to maximize, or takings with a fitted model [default: takings with a fitted model, else combined_score]')
            [CompletionResult]::new('--gap', '--gap', [CompletionResultType]::ParameterName, 'Stop when the plan is this close to the bound, such as 1%')
            [CompletionResult]::new('--iterations', '--iterations', [CompletionResultType]::ParameterName, 'Steps of the search; with the same number, the plan is the same [default: 400, with --time no limit]')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'Stop the search after this time, such as 5s; the plan can then differ from run to run')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, json, ndjson, csv, ics, gpx, geojson or html [default: by the extension of -o, table on a terminal, else json]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--backdrop', '--backdrop', [CompletionResultType]::ParameterName, 'With html: draw these lines over the cells, such as outlines or roads')
            [CompletionResult]::new('--tiles', '--tiles', [CompletionResultType]::ParameterName, 'With html: show a background map, which the browser loads from this URL with {z}, {x} and {y} [default: none; the map makes no requests]')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Number of threads [default: number of cores]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('--no-income', '--no-income', [CompletionResultType]::ParameterName, 'Ignore incomes')
            [CompletionResult]::new('--day-first', '--day-first', [CompletionResultType]::ParameterName, 'Read dates such as 3/10/2026 with the day first')
            [CompletionResult]::new('--month-first', '--month-first', [CompletionResultType]::ParameterName, 'Read dates such as 3/10/2026 with the month first')
            [CompletionResult]::new('--alternatives', '--alternatives', [CompletionResultType]::ParameterName, 'Find the best plan without each stop')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Print the cost of each limit, and the receipt of each stop')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail with exit code 3 if a row or an event is rejected')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;watch' {
            [CompletionResult]::new('--city', '--city', [CompletionResultType]::ParameterName, 'City: Austin, "Austin, TX", "Lyon, France", a ZIP code or LAT,LON [default: `city` of pdpe.toml, else Kansas City]')
            [CompletionResult]::new('--radius', '--radius', [CompletionResultType]::ParameterName, 'Half the side of the city''s box, such as 12km [default: 8 to 25 km, by population]')
            [CompletionResult]::new('--bbox', '--bbox', [CompletionResultType]::ParameterName, 'Box in degrees: south, west, north, east; without --city, for the city nearest to its centre')
            [CompletionResult]::new('--hotspots', '--hotspots', [CompletionResultType]::ParameterName, 'Student hotspots instead of the known ones: CSV, GeoJSON or an IPEDS HD file')
            [CompletionResult]::new('--add-hotspots', '--add-hotspots', [CompletionResultType]::ParameterName, 'Additional student hotspots (repeatable)')
            [CompletionResult]::new('--grid', '--grid', [CompletionResultType]::ParameterName, 'CSV file of cells, or - for stdin [default: the cells of the city]')
            [CompletionResult]::new('--lat-col', '--lat-col', [CompletionResultType]::ParameterName, 'Column with the latitude [default: lat, latitude or y]')
            [CompletionResult]::new('--lon-col', '--lon-col', [CompletionResultType]::ParameterName, 'Column with the longitude [default: lon, lng, long, longitude or x]')
            [CompletionResult]::new('--place-col', '--place-col', [CompletionResultType]::ParameterName, 'Column with both, such as "39.1, -94.5", POINT(-94.5 39.1), GeoJSON or an H3 cell [default: found by its values]')
            [CompletionResult]::new('--id-col', '--id-col', [CompletionResultType]::ParameterName, 'Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]')
            [CompletionResult]::new('--income-col', '--income-col', [CompletionResultType]::ParameterName, 'Column with the income [default: income, if it exists]')
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'Event files, or - for stdin: pdpe''s JSON, NDJSON or CSV, iCalendar, GeoJSON, HTML, and responses of services')
            [CompletionResult]::new('--events-format', '--events-format', [CompletionResultType]::ParameterName, 'Format of the event files [default: detected]: native, eventbrite, eventbrite-destination, ticketmaster, seatgeek, predicthq, google-calendar, icalendar, schema-org, geojson')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'Column or key of a field of events, such as start=startsAt or lat=venue.latitude (repeatable)')
            [CompletionResult]::new('--venues', '--venues', [CompletionResultType]::ParameterName, 'CSV with name, lat and lon: places of events that only name their venue, as in calendars')
            [CompletionResult]::new('--without', '--without', [CompletionResultType]::ParameterName, 'Exclude this event, as if it were cancelled (repeatable)')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Address to listen on')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port to listen on; 0 chooses a free one')
            [CompletionResult]::new('--allowed-host', '--allowed-host', [CompletionResultType]::ParameterName, 'Host name that readers may use besides localhost (repeatable)')
            [CompletionResult]::new('--trusted-proxy', '--trusted-proxy', [CompletionResultType]::ParameterName, 'Address of a reverse proxy: exempt from the limit of connections per address, and the debug log uses its X-Forwarded-For (repeatable)')
            [CompletionResult]::new('--cors', '--cors', [CompletionResultType]::ParameterName, 'Origin of web pages that may read the answers, such as https://maps.example.org; * for all (repeatable)')
            [CompletionResult]::new('--journal', '--journal', [CompletionResultType]::ParameterName, 'Journal file')
            [CompletionResult]::new('--keep-days', '--keep-days', [CompletionResultType]::ParameterName, 'Days to keep a delivery; counted from the end of the event if it is about one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'ndjson: write every message to stdout, one per line')
            [CompletionResult]::new('--clock-speed', '--clock-speed', [CompletionResultType]::ParameterName, 'For demonstrations: let time pass this many times as fast, starting at --now')
            [CompletionResult]::new('--stuck-after', '--stuck-after', [CompletionResultType]::ParameterName, 'Seconds after which a thread that still answers the same request counts as stuck')
            [CompletionResult]::new('--cell-size', '--cell-size', [CompletionResultType]::ParameterName, 'Side of a cell, such as 250m [default: 500m]')
            [CompletionResult]::new('--cell', '--cell', [CompletionResultType]::ParameterName, 'Side of a cell, such as 250m [default: 500m]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('--no-income', '--no-income', [CompletionResultType]::ParameterName, 'Ignore incomes')
            [CompletionResult]::new('--day-first', '--day-first', [CompletionResultType]::ParameterName, 'Read dates such as 3/10/2026 with the day first')
            [CompletionResult]::new('--month-first', '--month-first', [CompletionResultType]::ParameterName, 'Read dates such as 3/10/2026 with the month first')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail with exit code 3 if a row or an event is rejected')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Accept unsigned deliveries from other machines too')
            [CompletionResult]::new('--no-journal', '--no-journal', [CompletionResultType]::ParameterName, 'Do not store deliveries; they are lost at a restart')
            [CompletionResult]::new('--forget-anyway', '--forget-anyway', [CompletionResultType]::ParameterName, 'Delete old deliveries even if the clock is far from the time of the latest delivery')
            [CompletionResult]::new('--warm', '--warm', [CompletionResultType]::ParameterName, 'Fill the caches at the start with the best cells and the next day')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Demonstration: the bundled weekend in Kansas City from Friday 16:00, an hour in six seconds, nothing on disk')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;demo' {
            [CompletionResult]::new('--seconds', '--seconds', [CompletionResultType]::ParameterName, 'Duration in seconds [default: 60 on a terminal, else 0]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;explain' {
            [CompletionResult]::new('--cell', '--cell', [CompletionResultType]::ParameterName, 'Id of a cell of the grid')
            [CompletionResult]::new('--income', '--income', [CompletionResultType]::ParameterName, 'Income at the place, as in the income column of a grid')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Time: 2024-12-15T19:00, 2024-12-15T19:00-06:00, 2024-12-16T01:00Z or now')
            [CompletionResult]::new('--city', '--city', [CompletionResultType]::ParameterName, 'City: Austin, "Austin, TX", "Lyon, France", a ZIP code or LAT,LON [default: `city` of pdpe.toml, else Kansas City]')
            [CompletionResult]::new('--radius', '--radius', [CompletionResultType]::ParameterName, 'Half the side of the city''s box, such as 12km [default: 8 to 25 km, by population]')
            [CompletionResult]::new('--bbox', '--bbox', [CompletionResultType]::ParameterName, 'Box in degrees: south, west, north, east; without --city, for the city nearest to its centre')
            [CompletionResult]::new('--cell-size', '--cell-size', [CompletionResultType]::ParameterName, 'Side of a cell, such as 250m [default: 500m]')
            [CompletionResult]::new('--hotspots', '--hotspots', [CompletionResultType]::ParameterName, 'Student hotspots instead of the known ones: CSV, GeoJSON or an IPEDS HD file')
            [CompletionResult]::new('--add-hotspots', '--add-hotspots', [CompletionResultType]::ParameterName, 'Additional student hotspots (repeatable)')
            [CompletionResult]::new('--grid', '--grid', [CompletionResultType]::ParameterName, 'CSV file of cells, or - for stdin [default: the cells of the city]')
            [CompletionResult]::new('--lat-col', '--lat-col', [CompletionResultType]::ParameterName, 'Column with the latitude [default: lat, latitude or y]')
            [CompletionResult]::new('--lon-col', '--lon-col', [CompletionResultType]::ParameterName, 'Column with the longitude [default: lon, lng, long, longitude or x]')
            [CompletionResult]::new('--place-col', '--place-col', [CompletionResultType]::ParameterName, 'Column with both, such as "39.1, -94.5", POINT(-94.5 39.1), GeoJSON or an H3 cell [default: found by its values]')
            [CompletionResult]::new('--id-col', '--id-col', [CompletionResultType]::ParameterName, 'Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]')
            [CompletionResult]::new('--income-col', '--income-col', [CompletionResultType]::ParameterName, 'Column with the income [default: income, if it exists]')
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'Event files, or - for stdin: pdpe''s JSON, NDJSON or CSV, iCalendar, GeoJSON, HTML, and responses of services')
            [CompletionResult]::new('--events-format', '--events-format', [CompletionResultType]::ParameterName, 'Format of the event files [default: detected]: native, eventbrite, eventbrite-destination, ticketmaster, seatgeek, predicthq, google-calendar, icalendar, schema-org, geojson')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'Column or key of a field of events, such as start=startsAt or lat=venue.latitude (repeatable)')
            [CompletionResult]::new('--venues', '--venues', [CompletionResultType]::ParameterName, 'CSV with name, lat and lon: places of events that only name their venue, as in calendars')
            [CompletionResult]::new('--without', '--without', [CompletionResultType]::ParameterName, 'Exclude this event, as if it were cancelled (repeatable)')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table or json [default: by the extension of -o, else table]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('--no-income', '--no-income', [CompletionResultType]::ParameterName, 'Ignore incomes')
            [CompletionResult]::new('--day-first', '--day-first', [CompletionResultType]::ParameterName, 'Read dates such as 3/10/2026 with the day first')
            [CompletionResult]::new('--month-first', '--month-first', [CompletionResultType]::ParameterName, 'Read dates such as 3/10/2026 with the month first')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail with exit code 3 if a row or an event is rejected')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;fit' {
            [CompletionResult]::new('--column', '--column', [CompletionResultType]::ParameterName, 'Column of the takings [default: takings, revenue, sales …, else count, customers …]')
            [CompletionResult]::new('--stays', '--stays', [CompletionResultType]::ParameterName, 'Use only the first N stays')
            [CompletionResult]::new('--prior', '--prior', [CompletionResultType]::ParameterName, 'Start of the factors; auto chooses the prior that predicts best')
            [CompletionResult]::new('--city', '--city', [CompletionResultType]::ParameterName, 'City: Austin, "Austin, TX", "Lyon, France", a ZIP code or LAT,LON [default: `city` of pdpe.toml, else Kansas City]')
            [CompletionResult]::new('--radius', '--radius', [CompletionResultType]::ParameterName, 'Half the side of the city''s box, such as 12km [default: 8 to 25 km, by population]')
            [CompletionResult]::new('--bbox', '--bbox', [CompletionResultType]::ParameterName, 'Box in degrees: south, west, north, east; without --city, for the city nearest to its centre')
            [CompletionResult]::new('--cell-size', '--cell-size', [CompletionResultType]::ParameterName, 'Side of a cell, such as 250m [default: 500m]')
            [CompletionResult]::new('--hotspots', '--hotspots', [CompletionResultType]::ParameterName, 'Student hotspots instead of the known ones: CSV, GeoJSON or an IPEDS HD file')
            [CompletionResult]::new('--add-hotspots', '--add-hotspots', [CompletionResultType]::ParameterName, 'Additional student hotspots (repeatable)')
            [CompletionResult]::new('--grid', '--grid', [CompletionResultType]::ParameterName, 'CSV file of cells, or - for stdin [default: the cells of the city]')
            [CompletionResult]::new('--lat-col', '--lat-col', [CompletionResultType]::ParameterName, 'Column with the latitude [default: lat, latitude or y]')
            [CompletionResult]::new('--lon-col', '--lon-col', [CompletionResultType]::ParameterName, 'Column with the longitude [default: lon, lng, long, longitude or x]')
            [CompletionResult]::new('--place-col', '--place-col', [CompletionResultType]::ParameterName, 'Column with both, such as "39.1, -94.5", POINT(-94.5 39.1), GeoJSON or an H3 cell [default: found by its values]')
            [CompletionResult]::new('--id-col', '--id-col', [CompletionResultType]::ParameterName, 'Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]')
            [CompletionResult]::new('--income-col', '--income-col', [CompletionResultType]::ParameterName, 'Column with the income [default: income, if it exists]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the fitted configuration to this file; a failed run leaves no partial file')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the fitted configuration to this file; a failed run leaves no partial file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table or json: the format of standard output [default: table]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('--day-first', '--day-first', [CompletionResultType]::ParameterName, 'Read dates such as 3/10/2026 with the day first')
            [CompletionResult]::new('--month-first', '--month-first', [CompletionResultType]::ParameterName, 'Read dates such as 3/10/2026 with the month first')
            [CompletionResult]::new('--no-income', '--no-income', [CompletionResultType]::ParameterName, 'Ignore incomes')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail with exit code 3 if a row is rejected')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;backtest' {
            [CompletionResult]::new('--column', '--column', [CompletionResultType]::ParameterName, 'Column of the takings [default: takings, revenue, sales …, else count, customers …]')
            [CompletionResult]::new('--stays', '--stays', [CompletionResultType]::ParameterName, 'Use only the first N stays')
            [CompletionResult]::new('--prior', '--prior', [CompletionResultType]::ParameterName, 'Start of the factors; auto chooses the prior that predicts best')
            [CompletionResult]::new('--city', '--city', [CompletionResultType]::ParameterName, 'City: Austin, "Austin, TX", "Lyon, France", a ZIP code or LAT,LON [default: `city` of pdpe.toml, else Kansas City]')
            [CompletionResult]::new('--radius', '--radius', [CompletionResultType]::ParameterName, 'Half the side of the city''s box, such as 12km [default: 8 to 25 km, by population]')
            [CompletionResult]::new('--bbox', '--bbox', [CompletionResultType]::ParameterName, 'Box in degrees: south, west, north, east; without --city, for the city nearest to its centre')
            [CompletionResult]::new('--cell-size', '--cell-size', [CompletionResultType]::ParameterName, 'Side of a cell, such as 250m [default: 500m]')
            [CompletionResult]::new('--hotspots', '--hotspots', [CompletionResultType]::ParameterName, 'Student hotspots instead of the known ones: CSV, GeoJSON or an IPEDS HD file')
            [CompletionResult]::new('--add-hotspots', '--add-hotspots', [CompletionResultType]::ParameterName, 'Additional student hotspots (repeatable)')
            [CompletionResult]::new('--grid', '--grid', [CompletionResultType]::ParameterName, 'CSV file of cells, or - for stdin [default: the cells of the city]')
            [CompletionResult]::new('--lat-col', '--lat-col', [CompletionResultType]::ParameterName, 'Column with the latitude [default: lat, latitude or y]')
            [CompletionResult]::new('--lon-col', '--lon-col', [CompletionResultType]::ParameterName, 'Column with the longitude [default: lon, lng, long, longitude or x]')
            [CompletionResult]::new('--place-col', '--place-col', [CompletionResultType]::ParameterName, 'Column with both, such as "39.1, -94.5", POINT(-94.5 39.1), GeoJSON or an H3 cell [default: found by its values]')
            [CompletionResult]::new('--id-col', '--id-col', [CompletionResultType]::ParameterName, 'Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]')
            [CompletionResult]::new('--income-col', '--income-col', [CompletionResultType]::ParameterName, 'Column with the income [default: income, if it exists]')
            [CompletionResult]::new('--counts', '--counts', [CompletionResultType]::ParameterName, 'CSV of hourly people counts instead of takings: place, local_time, count')
            [CompletionResult]::new('--places', '--places', [CompletionResultType]::ParameterName, 'CSV with the places of the counters: place, lat, lon')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, json or html [default: by the extension of -o, else table]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file; .html is a report for a browser [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file; .html is a report for a browser [default: standard output]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('--day-first', '--day-first', [CompletionResultType]::ParameterName, 'Read dates such as 3/10/2026 with the day first')
            [CompletionResult]::new('--month-first', '--month-first', [CompletionResultType]::ParameterName, 'Read dates such as 3/10/2026 with the month first')
            [CompletionResult]::new('--no-income', '--no-income', [CompletionResultType]::ParameterName, 'Ignore incomes')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail with exit code 3 if a row is rejected')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;events' {
            [CompletionResult]::new('--events-format', '--events-format', [CompletionResultType]::ParameterName, 'Format of the event files [default: detected]: native, eventbrite, eventbrite-destination, ticketmaster, seatgeek, predicthq, google-calendar, icalendar, schema-org, geojson')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'Column or key of a field of events, such as start=startsAt or lat=venue.latitude (repeatable)')
            [CompletionResult]::new('--venues', '--venues', [CompletionResultType]::ParameterName, 'CSV with name, lat and lon: places of events that only name their venue, as in calendars')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'List only events that are open at this time')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'List only events that are open after this time; recurring events have dates from then on')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'List only events that are open up to this time or duration')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, json, ndjson, csv or geojson [default: by the extension of -o, else table]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('--day-first', '--day-first', [CompletionResultType]::ParameterName, 'Read dates such as 3/10/2026 with the day first')
            [CompletionResult]::new('--month-first', '--month-first', [CompletionResultType]::ParameterName, 'Read dates such as 3/10/2026 with the month first')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail with exit code 3 if an event is rejected')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;fetch' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('ticketmaster', 'ticketmaster', [CompletionResultType]::ParameterValue, 'Events around a city, from Ticketmaster''s Discovery API')
            [CompletionResult]::new('seatgeek', 'seatgeek', [CompletionResultType]::ParameterValue, 'Events around a city, from SeatGeek''s API')
            [CompletionResult]::new('ics', 'ics', [CompletionResultType]::ParameterValue, 'Calendars (iCalendar) at addresses')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pdpe;fetch;ticketmaster' {
            [CompletionResult]::new('--city', '--city', [CompletionResultType]::ParameterName, 'City: Austin, "Austin, TX", a ZIP code or LAT,LON [default: `city` of pdpe.toml]')
            [CompletionResult]::new('--radius', '--radius', [CompletionResultType]::ParameterName, 'Distance from the centre of the city, in kilometres')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Ask for events from this time on [default: the beginning of today]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Ask for events up to this time or duration')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Keep the answers in this folder: an interrupted run goes on, and a later one asks only for what has changed')
            [CompletionResult]::new('--attempts', '--attempts', [CompletionResultType]::ParameterName, 'Attempts per request')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit of an answer, in seconds')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'The longest answer')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'ndjson, json, csv, table or geojson [default: by the extension of -o, else ndjson]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail with exit code 3 if an event is rejected')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;fetch;seatgeek' {
            [CompletionResult]::new('--city', '--city', [CompletionResultType]::ParameterName, 'City: Austin, "Austin, TX", a ZIP code or LAT,LON [default: `city` of pdpe.toml]')
            [CompletionResult]::new('--radius', '--radius', [CompletionResultType]::ParameterName, 'Distance from the centre of the city, in kilometres')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Ask for events from this time on [default: the beginning of today]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Ask for events up to this time or duration')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Keep the answers in this folder: an interrupted run goes on, and a later one asks only for what has changed')
            [CompletionResult]::new('--attempts', '--attempts', [CompletionResultType]::ParameterName, 'Attempts per request')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit of an answer, in seconds')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'The longest answer')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'ndjson, json, csv, table or geojson [default: by the extension of -o, else ndjson]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail with exit code 3 if an event is rejected')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;fetch;ics' {
            [CompletionResult]::new('--venues', '--venues', [CompletionResultType]::ParameterName, 'CSV with name, lat and lon: places of events that only name their venue')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Ask for events from this time on [default: the beginning of today]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Ask for events up to this time or duration')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Keep the answers in this folder: an interrupted run goes on, and a later one asks only for what has changed')
            [CompletionResult]::new('--attempts', '--attempts', [CompletionResultType]::ParameterName, 'Attempts per request')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit of an answer, in seconds')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'The longest answer')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'ndjson, json, csv, table or geojson [default: by the extension of -o, else ndjson]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail with exit code 3 if an event is rejected')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;fetch;help' {
            [CompletionResult]::new('ticketmaster', 'ticketmaster', [CompletionResultType]::ParameterValue, 'Events around a city, from Ticketmaster''s Discovery API')
            [CompletionResult]::new('seatgeek', 'seatgeek', [CompletionResultType]::ParameterValue, 'Events around a city, from SeatGeek''s API')
            [CompletionResult]::new('ics', 'ics', [CompletionResultType]::ParameterValue, 'Calendars (iCalendar) at addresses')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pdpe;fetch;help;ticketmaster' {
            break
        }
        'pdpe;fetch;help;seatgeek' {
            break
        }
        'pdpe;fetch;help;ics' {
            break
        }
        'pdpe;fetch;help;help' {
            break
        }
        'pdpe;grid' {
            [CompletionResult]::new('--city', '--city', [CompletionResultType]::ParameterName, 'City, with its known incomes: Austin, "Lyon, France", a ZIP code or LAT,LON')
            [CompletionResult]::new('--radius', '--radius', [CompletionResultType]::ParameterName, 'Half the side of the city''s box, such as 12km [default: 8 to 25 km, by population]')
            [CompletionResult]::new('--bbox', '--bbox', [CompletionResultType]::ParameterName, 'Bounding box in degrees: south, west, north, east')
            [CompletionResult]::new('--cell', '--cell', [CompletionResultType]::ParameterName, 'Side of a cell, such as 500m or 0.5km [default with --city: 500m]')
            [CompletionResult]::new('--cell-size', '--cell-size', [CompletionResultType]::ParameterName, 'Side of a cell, such as 500m or 0.5km [default with --city: 500m]')
            [CompletionResult]::new('--preset', '--preset', [CompletionResultType]::ParameterName, 'Bundled grid: kc (Kansas City, 5,494 cells of 500 m, with incomes)')
            [CompletionResult]::new('--income', '--income', [CompletionResultType]::ParameterName, 'Give each cell the income of the nearest row of this CSV (lat, lon, income)')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'csv or geojson [default: by the extension of -o, else csv]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;cities' {
            [CompletionResult]::new('--top', '--top', [CompletionResultType]::ParameterName, 'List at most N cities')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, csv or json [default: by the extension of -o, else table]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--complete', '--complete', [CompletionResultType]::ParameterName, 'Names that start with this text, for shell completion')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;init' {
            [CompletionResult]::new('--city', '--city', [CompletionResultType]::ParameterName, 'The city: Austin, "Austin, TX", "Lyon, France", a ZIP code or LAT,LON')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, - for stdout')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, - for stdout')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;journal' {
            [CompletionResult]::new('--journal', '--journal', [CompletionResultType]::ParameterName, 'Journal file')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List deliveries by number, oldest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one delivery: headers, body, state')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write deliveries as lines of JSON, to archive or replay')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Apply all deliveries, as the listener does at its start, and write the resulting events')
            [CompletionResult]::new('repair', 'repair', [CompletionResultType]::ParameterValue, 'Copy what is whole of a damaged journal to a new one, and list what is not')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pdpe;journal;ls' {
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'Only deliveries in this state: pending, applied, unresolved, dead or ignored')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'Only deliveries from this source, such as eventbrite')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'List the latest N [default: 20 in a table, else all]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, json, ndjson or csv')
            [CompletionResult]::new('--journal', '--journal', [CompletionResultType]::ParameterName, 'Journal file')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;journal;show' {
            [CompletionResult]::new('--journal', '--journal', [CompletionResultType]::ParameterName, 'Journal file')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;journal;export' {
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'Only deliveries in this state: pending, applied, unresolved, dead or ignored')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'Only deliveries from this source, such as eventbrite')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--journal', '--journal', [CompletionResultType]::ParameterName, 'Journal file')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;journal;replay' {
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'Event files, or - for stdin: pdpe''s JSON, NDJSON or CSV, iCalendar, GeoJSON, HTML, and responses of services')
            [CompletionResult]::new('--events-format', '--events-format', [CompletionResultType]::ParameterName, 'Format of the event files [default: detected]: native, eventbrite, eventbrite-destination, ticketmaster, seatgeek, predicthq, google-calendar, icalendar, schema-org, geojson')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'Column or key of a field of events, such as start=startsAt or lat=venue.latitude (repeatable)')
            [CompletionResult]::new('--venues', '--venues', [CompletionResultType]::ParameterName, 'CSV with name, lat and lon: places of events that only name their venue, as in calendars')
            [CompletionResult]::new('--without', '--without', [CompletionResultType]::ParameterName, 'Exclude this event, as if it were cancelled (repeatable)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file; a failed run leaves no partial file [default: standard output]')
            [CompletionResult]::new('--journal', '--journal', [CompletionResultType]::ParameterName, 'Journal file')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('--day-first', '--day-first', [CompletionResultType]::ParameterName, 'Read dates such as 3/10/2026 with the day first')
            [CompletionResult]::new('--month-first', '--month-first', [CompletionResultType]::ParameterName, 'Read dates such as 3/10/2026 with the month first')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail with exit code 3 if an event of a file is rejected')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;journal;repair' {
            [CompletionResult]::new('--journal', '--journal', [CompletionResultType]::ParameterName, 'Journal file')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;journal;help' {
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List deliveries by number, oldest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one delivery: headers, body, state')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write deliveries as lines of JSON, to archive or replay')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Apply all deliveries, as the listener does at its start, and write the resulting events')
            [CompletionResult]::new('repair', 'repair', [CompletionResultType]::ParameterValue, 'Copy what is whole of a damaged journal to a new one, and list what is not')
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
        'pdpe;journal;help;repair' {
            break
        }
        'pdpe;journal;help;help' {
            break
        }
        'pdpe;health' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'URL of the listener [default: this machine]')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Address of the listener; ignored with --url')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port of the listener; ignored with --url')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;licences' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;send' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'URL of the listener, such as http://127.0.0.1:8001, or the full URL of a source')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'Source of the delivery: eventbrite, ticketmaster, twitter or another name')
            [CompletionResult]::new('--scheme', '--scheme', [CompletionResultType]::ParameterName, 'standard, github, twitter, hmac, timestamped, token, bearer, basic or none')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'Environment variable with the secret')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'File with the secret, readable only by its owner')
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'Id of the delivery, for schemes that have one [default: a new one each time]')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'Additional header, such as X-Eventbrite-Event:event.updated (repeatable)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;config' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the model in force as TOML; name the configuration file on standard error')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check a configuration file, and warn about secrets that cannot be read')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pdpe;config;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;config;check' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;config;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the model in force as TOML; name the configuration file on standard error')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check a configuration file, and warn about secrets that cannot be read')
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
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;man' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Write the pages of all commands to this directory, such as pdpe-score.1')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of the model and of all times, such as America/Denver [default: that of the model]')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Use this time instead of the system clock')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print details, such as every rejected row')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pdpe;help' {
            [CompletionResult]::new('score', 'score', [CompletionResultType]::ParameterValue, 'Score every cell of a grid at one time')
            [CompletionResult]::new('simulate', 'simulate', [CompletionResultType]::ParameterValue, 'Replay a span of time and print the best stays or every change')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Plan a shift: where to stand, and when')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Receive webhooks, follow the clock and keep the scores up to date')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Replay a weekend in Kansas City in one minute')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a score: every factor, hotspot and event')
            [CompletionResult]::new('fit', 'fit', [CompletionResultType]::ParameterValue, 'Fit the spending factors to your own takings')
            [CompletionResult]::new('backtest', 'backtest', [CompletionResultType]::ParameterValue, 'Test fitted factors and the model in force on your past takings')
            [CompletionResult]::new('events', 'events', [CompletionResultType]::ParameterValue, 'List events, or convert them to pdpe''s own format')
            [CompletionResult]::new('fetch', 'fetch', [CompletionResultType]::ParameterValue, 'Ask ticket services and calendars for events')
            [CompletionResult]::new('grid', 'grid', [CompletionResultType]::ParameterValue, 'Make a grid of square cells')
            [CompletionResult]::new('cities', 'cities', [CompletionResultType]::ParameterValue, 'List cities by name, with their data')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a pdpe.toml for a city, with comments')
            [CompletionResult]::new('journal', 'journal', [CompletionResultType]::ParameterValue, 'Inspect the deliveries that a listener has stored')
            [CompletionResult]::new('health', 'health', [CompletionResultType]::ParameterValue, 'Check a listener: exits with 0 if it works, else with 1')
            [CompletionResult]::new('licences', 'licences', [CompletionResultType]::ParameterValue, 'Print the licences of the packages in this program')
            [CompletionResult]::new('send', 'send', [CompletionResultType]::ParameterValue, 'Sign a delivery and post it, to test a listener')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Print the model in force, or check a configuration file')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page, or write the pages of all commands to a directory')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pdpe;help;score' {
            break
        }
        'pdpe;help;simulate' {
            break
        }
        'pdpe;help;plan' {
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
        'pdpe;help;fit' {
            break
        }
        'pdpe;help;backtest' {
            break
        }
        'pdpe;help;events' {
            break
        }
        'pdpe;help;fetch' {
            [CompletionResult]::new('ticketmaster', 'ticketmaster', [CompletionResultType]::ParameterValue, 'Events around a city, from Ticketmaster''s Discovery API')
            [CompletionResult]::new('seatgeek', 'seatgeek', [CompletionResultType]::ParameterValue, 'Events around a city, from SeatGeek''s API')
            [CompletionResult]::new('ics', 'ics', [CompletionResultType]::ParameterValue, 'Calendars (iCalendar) at addresses')
            break
        }
        'pdpe;help;fetch;ticketmaster' {
            break
        }
        'pdpe;help;fetch;seatgeek' {
            break
        }
        'pdpe;help;fetch;ics' {
            break
        }
        'pdpe;help;grid' {
            break
        }
        'pdpe;help;cities' {
            break
        }
        'pdpe;help;init' {
            break
        }
        'pdpe;help;journal' {
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List deliveries by number, oldest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one delivery: headers, body, state')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write deliveries as lines of JSON, to archive or replay')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Apply all deliveries, as the listener does at its start, and write the resulting events')
            [CompletionResult]::new('repair', 'repair', [CompletionResultType]::ParameterValue, 'Copy what is whole of a damaged journal to a new one, and list what is not')
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
        'pdpe;help;journal;repair' {
            break
        }
        'pdpe;help;health' {
            break
        }
        'pdpe;help;licences' {
            break
        }
        'pdpe;help;send' {
            break
        }
        'pdpe;help;config' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the model in force as TOML; name the configuration file on standard error')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check a configuration file, and warn about secrets that cannot be read')
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
