set -g __pdpe_zones Africa/Abidjan Africa/Accra Africa/Addis_Ababa Africa/Algiers Africa/Asmara Africa/Asmera Africa/Bamako Africa/Bangui Africa/Banjul Africa/Bissau Africa/Blantyre Africa/Brazzaville Africa/Bujumbura Africa/Cairo Africa/Casablanca Africa/Ceuta Africa/Conakry Africa/Dakar Africa/Dar_es_Salaam Africa/Djibouti Africa/Douala Africa/El_Aaiun Africa/Freetown Africa/Gaborone Africa/Harare Africa/Johannesburg Africa/Juba Africa/Kampala Africa/Khartoum Africa/Kigali Africa/Kinshasa Africa/Lagos Africa/Libreville Africa/Lome Africa/Luanda Africa/Lubumbashi Africa/Lusaka Africa/Malabo Africa/Maputo Africa/Maseru Africa/Mbabane Africa/Mogadishu Africa/Monrovia Africa/Nairobi Africa/Ndjamena Africa/Niamey Africa/Nouakchott Africa/Ouagadougou Africa/Porto-Novo Africa/Sao_Tome Africa/Timbuktu Africa/Tripoli Africa/Tunis Africa/Windhoek America/Adak America/Anchorage America/Anguilla America/Antigua America/Araguaina America/Argentina/Buenos_Aires America/Argentina/Catamarca America/Argentina/ComodRivadavia America/Argentina/Cordoba America/Argentina/Jujuy America/Argentina/La_Rioja America/Argentina/Mendoza America/Argentina/Rio_Gallegos America/Argentina/Salta America/Argentina/San_Juan America/Argentina/San_Luis America/Argentina/Tucuman America/Argentina/Ushuaia America/Aruba America/Asuncion America/Atikokan America/Atka America/Bahia America/Bahia_Banderas America/Barbados America/Belem America/Belize America/Blanc-Sablon America/Boa_Vista America/Bogota America/Boise America/Buenos_Aires America/Cambridge_Bay America/Campo_Grande America/Cancun America/Caracas America/Catamarca America/Cayenne America/Cayman America/Chicago America/Chihuahua America/Ciudad_Juarez America/Coral_Harbour America/Cordoba America/Costa_Rica America/Coyhaique America/Creston America/Cuiaba America/Curacao America/Danmarkshavn America/Dawson America/Dawson_Creek America/Denver America/Detroit America/Dominica America/Edmonton America/Eirunepe America/El_Salvador America/Ensenada America/Fort_Nelson America/Fort_Wayne America/Fortaleza America/Glace_Bay America/Godthab America/Goose_Bay America/Grand_Turk America/Grenada America/Guadeloupe America/Guatemala America/Guayaquil America/Guyana America/Halifax America/Havana America/Hermosillo America/Indiana/Indianapolis America/Indiana/Knox America/Indiana/Marengo America/Indiana/Petersburg America/Indiana/Tell_City America/Indiana/Vevay America/Indiana/Vincennes America/Indiana/Winamac America/Indianapolis America/Inuvik America/Iqaluit America/Jamaica America/Jujuy America/Juneau America/Kentucky/Louisville America/Kentucky/Monticello America/Knox_IN America/Kralendijk America/La_Paz America/Lima America/Los_Angeles America/Louisville America/Lower_Princes America/Maceio America/Managua America/Manaus America/Marigot America/Martinique America/Matamoros America/Mazatlan America/Mendoza America/Menominee America/Merida America/Metlakatla America/Mexico_City America/Miquelon America/Moncton America/Monterrey America/Montevideo America/Montreal America/Montserrat America/Nassau America/New_York America/Nipigon America/Nome America/Noronha America/North_Dakota/Beulah America/North_Dakota/Center America/North_Dakota/New_Salem America/Nuuk America/Ojinaga America/Panama America/Pangnirtung America/Paramaribo America/Phoenix America/Port-au-Prince America/Port_of_Spain America/Porto_Acre America/Porto_Velho America/Puerto_Rico America/Punta_Arenas America/Rainy_River America/Rankin_Inlet America/Recife America/Regina America/Resolute America/Rio_Branco America/Rosario America/Santa_Isabel America/Santarem America/Santiago America/Santo_Domingo America/Sao_Paulo America/Scoresbysund America/Shiprock America/Sitka America/St_Barthelemy America/St_Johns America/St_Kitts America/St_Lucia America/St_Thomas America/St_Vincent America/Swift_Current America/Tegucigalpa America/Thule America/Thunder_Bay America/Tijuana America/Toronto America/Tortola America/Vancouver America/Virgin America/Whitehorse America/Winnipeg America/Yakutat America/Yellowknife Antarctica/Casey Antarctica/Davis Antarctica/DumontDUrville Antarctica/Macquarie Antarctica/Mawson Antarctica/McMurdo Antarctica/Palmer Antarctica/Rothera Antarctica/South_Pole Antarctica/Syowa Antarctica/Troll Antarctica/Vostok Arctic/Longyearbyen Asia/Aden Asia/Almaty Asia/Amman Asia/Anadyr Asia/Aqtau Asia/Aqtobe Asia/Ashgabat Asia/Ashkhabad Asia/Atyrau Asia/Baghdad Asia/Bahrain Asia/Baku Asia/Bangkok Asia/Barnaul Asia/Beirut Asia/Bishkek Asia/Brunei Asia/Calcutta Asia/Chita Asia/Choibalsan Asia/Chongqing Asia/Chungking Asia/Colombo Asia/Dacca Asia/Damascus Asia/Dhaka Asia/Dili Asia/Dubai Asia/Dushanbe Asia/Famagusta Asia/Gaza Asia/Harbin Asia/Hebron Asia/Ho_Chi_Minh Asia/Hong_Kong Asia/Hovd Asia/Irkutsk Asia/Istanbul Asia/Jakarta Asia/Jayapura Asia/Jerusalem Asia/Kabul Asia/Kamchatka Asia/Karachi Asia/Kashgar Asia/Kathmandu Asia/Katmandu Asia/Khandyga Asia/Kolkata Asia/Krasnoyarsk Asia/Kuala_Lumpur Asia/Kuching Asia/Kuwait Asia/Macao Asia/Macau Asia/Magadan Asia/Makassar Asia/Manila Asia/Muscat Asia/Nicosia Asia/Novokuznetsk Asia/Novosibirsk Asia/Omsk Asia/Oral Asia/Phnom_Penh Asia/Pontianak Asia/Pyongyang Asia/Qatar Asia/Qostanay Asia/Qyzylorda Asia/Rangoon Asia/Riyadh Asia/Saigon Asia/Sakhalin Asia/Samarkand Asia/Seoul Asia/Shanghai Asia/Singapore Asia/Srednekolymsk Asia/Taipei Asia/Tashkent Asia/Tbilisi Asia/Tehran Asia/Tel_Aviv Asia/Thimbu Asia/Thimphu Asia/Tokyo Asia/Tomsk Asia/Ujung_Pandang Asia/Ulaanbaatar Asia/Ulan_Bator Asia/Urumqi Asia/Ust-Nera Asia/Vientiane Asia/Vladivostok Asia/Yakutsk Asia/Yangon Asia/Yekaterinburg Asia/Yerevan Atlantic/Azores Atlantic/Bermuda Atlantic/Canary Atlantic/Cape_Verde Atlantic/Faeroe Atlantic/Faroe Atlantic/Jan_Mayen Atlantic/Madeira Atlantic/Reykjavik Atlantic/South_Georgia Atlantic/St_Helena Atlantic/Stanley Australia/ACT Australia/Adelaide Australia/Brisbane Australia/Broken_Hill Australia/Canberra Australia/Currie Australia/Darwin Australia/Eucla Australia/Hobart Australia/LHI Australia/Lindeman Australia/Lord_Howe Australia/Melbourne Australia/NSW Australia/North Australia/Perth Australia/Queensland Australia/South Australia/Sydney Australia/Tasmania Australia/Victoria Australia/West Australia/Yancowinna Brazil/Acre Brazil/DeNoronha Brazil/East Brazil/West CET CST6CDT Canada/Atlantic Canada/Central Canada/Eastern Canada/Mountain Canada/Newfoundland Canada/Pacific Canada/Saskatchewan Canada/Yukon Chile/Continental Chile/EasterIsland Cuba EET EST EST5EDT Egypt Eire Etc/GMT Etc/GMT+0 Etc/GMT+1 Etc/GMT+10 Etc/GMT+11 Etc/GMT+12 Etc/GMT+2 Etc/GMT+3 Etc/GMT+4 Etc/GMT+5 Etc/GMT+6 Etc/GMT+7 Etc/GMT+8 Etc/GMT+9 Etc/GMT-0 Etc/GMT-1 Etc/GMT-10 Etc/GMT-11 Etc/GMT-12 Etc/GMT-13 Etc/GMT-14 Etc/GMT-2 Etc/GMT-3 Etc/GMT-4 Etc/GMT-5 Etc/GMT-6 Etc/GMT-7 Etc/GMT-8 Etc/GMT-9 Etc/GMT0 Etc/Greenwich Etc/UCT Etc/UTC Etc/Universal Etc/Zulu Europe/Amsterdam Europe/Andorra Europe/Astrakhan Europe/Athens Europe/Belfast Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels Europe/Bucharest Europe/Budapest Europe/Busingen Europe/Chisinau Europe/Copenhagen Europe/Dublin Europe/Gibraltar Europe/Guernsey Europe/Helsinki Europe/Isle_of_Man Europe/Istanbul Europe/Jersey Europe/Kaliningrad Europe/Kiev Europe/Kirov Europe/Kyiv Europe/Lisbon Europe/Ljubljana Europe/London Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Mariehamn Europe/Minsk Europe/Monaco Europe/Moscow Europe/Nicosia Europe/Oslo Europe/Paris Europe/Podgorica Europe/Prague Europe/Riga Europe/Rome Europe/Samara Europe/San_Marino Europe/Sarajevo Europe/Saratov Europe/Simferopol Europe/Skopje Europe/Sofia Europe/Stockholm Europe/Tallinn Europe/Tirane Europe/Tiraspol Europe/Ulyanovsk Europe/Uzhgorod Europe/Vaduz Europe/Vatican Europe/Vienna Europe/Vilnius Europe/Volgograd Europe/Warsaw Europe/Zagreb Europe/Zaporozhye Europe/Zurich GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong Iceland Indian/Antananarivo Indian/Chagos Indian/Christmas Indian/Cocos Indian/Comoro Indian/Kerguelen Indian/Mahe Indian/Maldives Indian/Mauritius Indian/Mayotte Indian/Reunion Iran Israel Jamaica Japan Kwajalein Libya MET MST MST7MDT Mexico/BajaNorte Mexico/BajaSur Mexico/General NZ NZ-CHAT Navajo PRC PST8PDT Pacific/Apia Pacific/Auckland Pacific/Bougainville Pacific/Chatham Pacific/Chuuk Pacific/Easter Pacific/Efate Pacific/Enderbury Pacific/Fakaofo Pacific/Fiji Pacific/Funafuti Pacific/Galapagos Pacific/Gambier Pacific/Guadalcanal Pacific/Guam Pacific/Honolulu Pacific/Johnston Pacific/Kanton Pacific/Kiritimati Pacific/Kosrae Pacific/Kwajalein Pacific/Majuro Pacific/Marquesas Pacific/Midway Pacific/Nauru Pacific/Niue Pacific/Norfolk Pacific/Noumea Pacific/Pago_Pago Pacific/Palau Pacific/Pitcairn Pacific/Pohnpei Pacific/Ponape Pacific/Port_Moresby Pacific/Rarotonga Pacific/Saipan Pacific/Samoa Pacific/Tahiti Pacific/Tarawa Pacific/Tongatapu Pacific/Truk Pacific/Wake Pacific/Wallis Pacific/Yap Poland Portugal ROC ROK Singapore Turkey UCT US/Alaska US/Aleutian US/Arizona US/Central US/East-Indiana US/Eastern US/Hawaii US/Indiana-Starke US/Michigan US/Mountain US/Pacific US/Samoa UTC Universal W-SU WET Zulu

# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_pdpe_global_optspecs
    string join \n config= model= tz= now= q/quiet v/verbose h/help V/version
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

complete -c pdpe -n "__fish_pdpe_needs_command" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_needs_command" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_needs_command" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_needs_command" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_needs_command" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_needs_command" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_needs_command" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "score" -d 'Score every cell of a grid at one time'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "simulate" -d 'Replay a span of time and print the best stays or every change'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "plan" -d 'Plan a shift: where to stand, and when'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "watch" -d 'Receive webhooks, follow the clock and keep the scores up to date'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "demo" -d 'Replay a weekend in Kansas City in one minute'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "explain" -d 'Explain a score: every factor, hotspot and event'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "fit" -d 'Fit the spending factors to your own takings'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "backtest" -d 'Test fitted factors and the model in force on your past takings'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "events" -d 'List events, or convert them to pdpe\'s own format'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "fetch" -d 'Ask ticket services and calendars for events'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "grid" -d 'Make a grid of square cells'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "cities" -d 'List cities by name, with their data'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "init" -d 'Write a pdpe.toml for a city, with comments'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "journal" -d 'Inspect the deliveries that a listener has stored'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "health" -d 'Check a listener: exits with 0 if it works, else with 1'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "licences" -d 'Print the licences of the packages in this program'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "send" -d 'Sign a delivery and post it, to test a listener'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "config" -d 'Print the model in force, or check a configuration file'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "completions" -d 'Print a completion script for a shell'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "man" -d 'Print a manual page, or write the pages of all commands to a directory'
complete -c pdpe -n "__fish_pdpe_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l at -d 'Time: 2024-12-15T19:00, 2024-12-15T19:00-06:00, 2024-12-16T01:00Z or now' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l city -d 'City: Austin, "Austin, TX", "Lyon, France", a ZIP code or LAT,LON [default: `city` of pdpe.toml, else Kansas City]' -r -f -a '(pdpe cities --complete (commandline -ct))'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l radius -d 'Half the side of the city\'s box, such as 12km [default: 8 to 25 km, by population]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l bbox -d 'Box in degrees: south, west, north, east; without --city, for the city nearest to its centre' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l hotspots -d 'Student hotspots instead of the known ones: CSV, GeoJSON or an IPEDS HD file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l add-hotspots -d 'Additional student hotspots (repeatable)' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l grid -d 'CSV file of cells, or - for stdin [default: the cells of the city]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l lat-col -d 'Column with the latitude [default: lat, latitude or y]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l lon-col -d 'Column with the longitude [default: lon, lng, long, longitude or x]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l place-col -d 'Column with both, such as "39.1, -94.5", POINT(-94.5 39.1), GeoJSON or an H3 cell [default: found by its values]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l id-col -d 'Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l income-col -d 'Column with the income [default: income, if it exists]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l events -d 'Event files, or - for stdin: pdpe\'s JSON, NDJSON or CSV, iCalendar, GeoJSON, HTML, and responses of services' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l events-format -d 'Format of the event files [default: detected]: native, eventbrite, eventbrite-destination, ticketmaster, seatgeek, predicthq, google-calendar, icalendar, schema-org, geojson' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l field -d 'Column or key of a field of events, such as start=startsAt or lat=venue.latitude (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l venues -d 'CSV with name, lat and lon: places of events that only name their venue, as in calendars' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l without -d 'Exclude this event, as if it were cancelled (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l format -d 'table, heatmap, csv, json, ndjson, geojson, svg, png, html, gpx or kml [default: by the extension of -o, table on a terminal, else json]' -r -f -a "table\t''
heatmap\t''
csv\t''
json\t''
ndjson\t''
geojson\t''
svg\t''
png\t''
html\t''
gpx\t''
kml\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -s o -l output -d 'Write to this file; a failed run leaves no partial file [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l top -d 'Print only the best N cells, best first' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l sort -d 'Sort by this score, best first [default column: combined_score]' -r -f -a "spending_propensity\t''
college_presence\t''
event_proximity_bonus\t''
combined_score\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l min-score -d 'Print only cells with at least this combined score' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l apart -d 'Skip cells nearer than this to a better cell' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l columns -d 'Columns to print, in this order: cell_id, timestamp, lat, lon, income and the scores' -r -f -a "cell_id\t''
lat\t''
lon\t''
income\t''
spending_propensity\t''
college_presence\t''
event_proximity_bonus\t''
combined_score\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l backdrop -d 'With html: draw these lines over the cells, such as outlines or roads' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l tiles -d 'With html: show a background map, which the browser loads from this URL with {z}, {x} and {y} [default: none; the map makes no requests]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l threads -d 'Number of threads [default: number of cores]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l cell-size -l cell -d 'Side of a cell, such as 250m [default: 500m]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l no-income -d 'Ignore incomes'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l day-first -d 'Read dates such as 3/10/2026 with the day first'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l month-first -d 'Read dates such as 3/10/2026 with the month first'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l progress -d 'Show a progress bar if standard error is a terminal'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -l strict -d 'Fail with exit code 3 if a row or an event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand score" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l from -d 'Start: 2026-10-02T16:00, 2026-10-02T16:00-05:00, 2026-10-02T21:00Z or now' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l to -d 'End: a time, or a duration after the start such as +90m, +12h, +3d, +2w or +1d12h' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l city -d 'City: Austin, "Austin, TX", "Lyon, France", a ZIP code or LAT,LON [default: `city` of pdpe.toml, else Kansas City]' -r -f -a '(pdpe cities --complete (commandline -ct))'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l radius -d 'Half the side of the city\'s box, such as 12km [default: 8 to 25 km, by population]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l bbox -d 'Box in degrees: south, west, north, east; without --city, for the city nearest to its centre' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l cell-size -d 'Side of a cell, such as 250m [default: 500m]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l hotspots -d 'Student hotspots instead of the known ones: CSV, GeoJSON or an IPEDS HD file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l add-hotspots -d 'Additional student hotspots (repeatable)' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l grid -d 'CSV file of cells, or - for stdin [default: the cells of the city]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l lat-col -d 'Column with the latitude [default: lat, latitude or y]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l lon-col -d 'Column with the longitude [default: lon, lng, long, longitude or x]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l place-col -d 'Column with both, such as "39.1, -94.5", POINT(-94.5 39.1), GeoJSON or an H3 cell [default: found by its values]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l id-col -d 'Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l income-col -d 'Column with the income [default: income, if it exists]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l events -d 'Event files, or - for stdin: pdpe\'s JSON, NDJSON or CSV, iCalendar, GeoJSON, HTML, and responses of services' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l events-format -d 'Format of the event files [default: detected]: native, eventbrite, eventbrite-destination, ticketmaster, seatgeek, predicthq, google-calendar, icalendar, schema-org, geojson' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l field -d 'Column or key of a field of events, such as start=startsAt or lat=venue.latitude (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l venues -d 'CSV with name, lat and lon: places of events that only name their venue, as in calendars' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l without -d 'Exclude this event, as if it were cancelled (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l deliveries -d 'Files of deliveries to replay: journal exports or recorded webhooks, one per line' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l add -d 'Add the events of these files and compare, as --without does' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l top -d 'Print the best N stays: a place, from one time to another' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l apart -d 'With --top: minimum distance between stays that overlap in time [default: 1]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l at-place -d 'Print the scores of one place over time: LAT,LON in degrees, a ZIP code or a city' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l cell -d 'Print the scores of one cell over time' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l format -d 'table, heatmap, csv, json, ndjson or html; with --top also geojson, gpx, kml or ics; with --scores csv, ndjson or geojson [default: by the extension of -o, table on a terminal, else json]' -r -f -a "table\t''
heatmap\t''
csv\t''
json\t''
ndjson\t''
html\t''
geojson\t''
gpx\t''
kml\t''
ics\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -s o -l output -d 'Write to this file, at the end or when Ctrl-C stops the replay [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l backdrop -d 'With html: draw these lines over the cells, such as outlines or roads' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l tiles -d 'With html: show a background map, which the browser loads from this URL with {z}, {x} and {y} [default: none; the map makes no requests]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l threads -d 'Number of threads [default: number of cores]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l no-income -d 'Ignore incomes'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l day-first -d 'Read dates such as 3/10/2026 with the day first'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l month-first -d 'Read dates such as 3/10/2026 with the month first'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l scores -d 'Print the scores of every cell at every instant, as CSV, NDJSON or GeoJSON'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l changed-only -d 'With --scores: print only cells whose combined score changed'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l progress -d 'Show a progress bar with the time left if standard error is a terminal'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -l strict -d 'Fail with exit code 3 if a row or an event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand simulate" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l from -d 'Start of the shift: 2026-10-03T11:00, 2026-10-03T11:00-05:00, 2026-10-03T16:00Z or now' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l to -d 'End of the shift: 23:00, a full time, or a duration: +12h, +8h30m' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l city -d 'City: Austin, "Austin, TX", "Lyon, France", a ZIP code or LAT,LON [default: `city` of pdpe.toml, else Kansas City]' -r -f -a '(pdpe cities --complete (commandline -ct))'
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l radius -d 'Half the side of the city\'s box, such as 12km [default: 8 to 25 km, by population]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l bbox -d 'Box in degrees: south, west, north, east; without --city, for the city nearest to its centre' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l cell-size -d 'Side of a cell, such as 250m [default: 500m]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l hotspots -d 'Student hotspots instead of the known ones: CSV, GeoJSON or an IPEDS HD file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l add-hotspots -d 'Additional student hotspots (repeatable)' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l grid -d 'CSV file of cells, or - for stdin [default: the cells of the city]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l lat-col -d 'Column with the latitude [default: lat, latitude or y]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l lon-col -d 'Column with the longitude [default: lon, lng, long, longitude or x]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l place-col -d 'Column with both, such as "39.1, -94.5", POINT(-94.5 39.1), GeoJSON or an H3 cell [default: found by its values]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l id-col -d 'Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l income-col -d 'Column with the income [default: income, if it exists]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l events -d 'Event files, or - for stdin: pdpe\'s JSON, NDJSON or CSV, iCalendar, GeoJSON, HTML, and responses of services' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l events-format -d 'Format of the event files [default: detected]: native, eventbrite, eventbrite-destination, ticketmaster, seatgeek, predicthq, google-calendar, icalendar, schema-org, geojson' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l field -d 'Column or key of a field of events, such as start=startsAt or lat=venue.latitude (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l venues -d 'CSV with name, lat and lon: places of events that only name their venue, as in calendars' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l without -d 'Exclude this event, as if it were cancelled (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l start -d 'Place at the start of the shift, LAT,LON [default: the first stop]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l end -d 'Place at the end of the shift, LAT,LON [default: the last stop]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l stops -d 'Greatest number of stops per truck' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l min-stay -d 'Shortest stay at a stop' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l max-stay -d 'Longest stay [default: no limit]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l fade -d 'Time after which an hour at the same place is worth half [default: no decrease]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l setup -d 'Time from arrival to service' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l teardown -d 'Time from service to departure' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l speed -d 'Speed on the road, in km/h' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l detour -d 'Length of the road ÷ straight-line distance' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l trucks -d 'Number of trucks' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l apart -d 'Minimum distance in km between the stops of a truck, and between trucks that serve at the same time' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l pitches -d 'File of allowed places, CSV or GeoJSON, or - for stdin [default: every cell]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l break -d 'A break, as LENGTH@FROM-TO (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l keep -d 'A fixed stop, as CELL@FROM-TO (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l value -d 'The score to maximize, or takings with a fitted model [default: takings with a fitted model, else combined_score]' -r -f -a "spending_propensity\t''
college_presence\t''
event_proximity_bonus\t''
combined_score\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l gap -d 'Stop when the plan is this close to the bound, such as 1%' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l iterations -d 'Steps of the search; with the same number, the plan is the same [default: 400, with --time no limit]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l time -d 'Stop the search after this time, such as 5s; the plan can then differ from run to run' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l format -d 'table, json, ndjson, csv, ics, gpx, geojson or html [default: by the extension of -o, table on a terminal, else json]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -s o -l output -d 'Write to this file; a failed run leaves no partial file [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l backdrop -d 'With html: draw these lines over the cells, such as outlines or roads' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l tiles -d 'With html: show a background map, which the browser loads from this URL with {z}, {x} and {y} [default: none; the map makes no requests]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l threads -d 'Number of threads [default: number of cores]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l no-income -d 'Ignore incomes'
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l day-first -d 'Read dates such as 3/10/2026 with the day first'
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l month-first -d 'Read dates such as 3/10/2026 with the month first'
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l alternatives -d 'Find the best plan without each stop'
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l explain -d 'Print the cost of each limit, and the receipt of each stop'
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -l strict -d 'Fail with exit code 3 if a row or an event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand plan" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l city -d 'City: Austin, "Austin, TX", "Lyon, France", a ZIP code or LAT,LON [default: `city` of pdpe.toml, else Kansas City]' -r -f -a '(pdpe cities --complete (commandline -ct))'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l radius -d 'Half the side of the city\'s box, such as 12km [default: 8 to 25 km, by population]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l bbox -d 'Box in degrees: south, west, north, east; without --city, for the city nearest to its centre' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l hotspots -d 'Student hotspots instead of the known ones: CSV, GeoJSON or an IPEDS HD file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l add-hotspots -d 'Additional student hotspots (repeatable)' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l grid -d 'CSV file of cells, or - for stdin [default: the cells of the city]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l lat-col -d 'Column with the latitude [default: lat, latitude or y]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l lon-col -d 'Column with the longitude [default: lon, lng, long, longitude or x]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l place-col -d 'Column with both, such as "39.1, -94.5", POINT(-94.5 39.1), GeoJSON or an H3 cell [default: found by its values]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l id-col -d 'Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l income-col -d 'Column with the income [default: income, if it exists]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l events -d 'Event files, or - for stdin: pdpe\'s JSON, NDJSON or CSV, iCalendar, GeoJSON, HTML, and responses of services' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l events-format -d 'Format of the event files [default: detected]: native, eventbrite, eventbrite-destination, ticketmaster, seatgeek, predicthq, google-calendar, icalendar, schema-org, geojson' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l field -d 'Column or key of a field of events, such as start=startsAt or lat=venue.latitude (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l venues -d 'CSV with name, lat and lon: places of events that only name their venue, as in calendars' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l without -d 'Exclude this event, as if it were cancelled (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l host -d 'Address to listen on' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l port -d 'Port to listen on; 0 chooses a free one' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l allowed-host -d 'Host name that readers may use besides localhost (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l trusted-proxy -d 'Address of a reverse proxy: exempt from the limit of connections per address, and the debug log uses its X-Forwarded-For (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l cors -d 'Origin of web pages that may read the answers, such as https://maps.example.org; * for all (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l journal -d 'Journal file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l keep-days -d 'Days to keep a delivery; counted from the end of the event if it is about one' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l format -d 'ndjson: write every message to stdout, one per line' -r -f -a "ndjson\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l clock-speed -d 'For demonstrations: let time pass this many times as fast, starting at --now' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l stuck-after -d 'Seconds after which a thread that still answers the same request counts as stuck' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l cell-size -l cell -d 'Side of a cell, such as 250m [default: 500m]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l no-income -d 'Ignore incomes'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l day-first -d 'Read dates such as 3/10/2026 with the day first'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l month-first -d 'Read dates such as 3/10/2026 with the month first'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l strict -d 'Fail with exit code 3 if a row or an event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l insecure -d 'Accept unsigned deliveries from other machines too'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l no-journal -d 'Do not store deliveries; they are lost at a restart'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l forget-anyway -d 'Delete old deliveries even if the clock is far from the time of the latest delivery'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l warm -d 'Fill the caches at the start with the best cells and the next day'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -l demo -d 'Demonstration: the bundled weekend in Kansas City from Friday 16:00, an hour in six seconds, nothing on disk'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand watch" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -l seconds -d 'Duration in seconds [default: 60 on a terminal, else 0]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand demo" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l cell -d 'Id of a cell of the grid' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l income -d 'Income at the place, as in the income column of a grid' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l at -d 'Time: 2024-12-15T19:00, 2024-12-15T19:00-06:00, 2024-12-16T01:00Z or now' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l city -d 'City: Austin, "Austin, TX", "Lyon, France", a ZIP code or LAT,LON [default: `city` of pdpe.toml, else Kansas City]' -r -f -a '(pdpe cities --complete (commandline -ct))'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l radius -d 'Half the side of the city\'s box, such as 12km [default: 8 to 25 km, by population]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l bbox -d 'Box in degrees: south, west, north, east; without --city, for the city nearest to its centre' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l cell-size -d 'Side of a cell, such as 250m [default: 500m]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l hotspots -d 'Student hotspots instead of the known ones: CSV, GeoJSON or an IPEDS HD file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l add-hotspots -d 'Additional student hotspots (repeatable)' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l grid -d 'CSV file of cells, or - for stdin [default: the cells of the city]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l lat-col -d 'Column with the latitude [default: lat, latitude or y]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l lon-col -d 'Column with the longitude [default: lon, lng, long, longitude or x]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l place-col -d 'Column with both, such as "39.1, -94.5", POINT(-94.5 39.1), GeoJSON or an H3 cell [default: found by its values]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l id-col -d 'Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l income-col -d 'Column with the income [default: income, if it exists]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l events -d 'Event files, or - for stdin: pdpe\'s JSON, NDJSON or CSV, iCalendar, GeoJSON, HTML, and responses of services' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l events-format -d 'Format of the event files [default: detected]: native, eventbrite, eventbrite-destination, ticketmaster, seatgeek, predicthq, google-calendar, icalendar, schema-org, geojson' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l field -d 'Column or key of a field of events, such as start=startsAt or lat=venue.latitude (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l venues -d 'CSV with name, lat and lon: places of events that only name their venue, as in calendars' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l without -d 'Exclude this event, as if it were cancelled (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l format -d 'table or json [default: by the extension of -o, else table]' -r -f -a "table\t''
json\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -s o -l output -d 'Write to this file; a failed run leaves no partial file [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l no-income -d 'Ignore incomes'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l day-first -d 'Read dates such as 3/10/2026 with the day first'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l month-first -d 'Read dates such as 3/10/2026 with the month first'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -l strict -d 'Fail with exit code 3 if a row or an event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand explain" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l column -d 'Column of the takings [default: takings, revenue, sales …, else count, customers …]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l stays -d 'Use only the first N stays' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l prior -d 'Start of the factors; auto chooses the prior that predicts best' -r -f -a "auto\t'The prior whose fits predict best'
published\t'The published factors'
measured\t'The measured factors'
flat\t'All factors 1'"
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l city -d 'City: Austin, "Austin, TX", "Lyon, France", a ZIP code or LAT,LON [default: `city` of pdpe.toml, else Kansas City]' -r -f -a '(pdpe cities --complete (commandline -ct))'
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l radius -d 'Half the side of the city\'s box, such as 12km [default: 8 to 25 km, by population]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l bbox -d 'Box in degrees: south, west, north, east; without --city, for the city nearest to its centre' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l cell-size -d 'Side of a cell, such as 250m [default: 500m]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l hotspots -d 'Student hotspots instead of the known ones: CSV, GeoJSON or an IPEDS HD file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l add-hotspots -d 'Additional student hotspots (repeatable)' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l grid -d 'CSV file of cells, or - for stdin [default: the cells of the city]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l lat-col -d 'Column with the latitude [default: lat, latitude or y]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l lon-col -d 'Column with the longitude [default: lon, lng, long, longitude or x]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l place-col -d 'Column with both, such as "39.1, -94.5", POINT(-94.5 39.1), GeoJSON or an H3 cell [default: found by its values]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l id-col -d 'Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l income-col -d 'Column with the income [default: income, if it exists]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -s o -l output -d 'Write the fitted configuration to this file; a failed run leaves no partial file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l format -d 'table or json: the format of standard output [default: table]' -r -f -a "table\t''
json\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l day-first -d 'Read dates such as 3/10/2026 with the day first'
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l month-first -d 'Read dates such as 3/10/2026 with the month first'
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l no-income -d 'Ignore incomes'
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -l strict -d 'Fail with exit code 3 if a row is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand fit" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l column -d 'Column of the takings [default: takings, revenue, sales …, else count, customers …]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l stays -d 'Use only the first N stays' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l prior -d 'Start of the factors; auto chooses the prior that predicts best' -r -f -a "auto\t'The prior whose fits predict best'
published\t'The published factors'
measured\t'The measured factors'
flat\t'All factors 1'"
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l city -d 'City: Austin, "Austin, TX", "Lyon, France", a ZIP code or LAT,LON [default: `city` of pdpe.toml, else Kansas City]' -r -f -a '(pdpe cities --complete (commandline -ct))'
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l radius -d 'Half the side of the city\'s box, such as 12km [default: 8 to 25 km, by population]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l bbox -d 'Box in degrees: south, west, north, east; without --city, for the city nearest to its centre' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l cell-size -d 'Side of a cell, such as 250m [default: 500m]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l hotspots -d 'Student hotspots instead of the known ones: CSV, GeoJSON or an IPEDS HD file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l add-hotspots -d 'Additional student hotspots (repeatable)' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l grid -d 'CSV file of cells, or - for stdin [default: the cells of the city]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l lat-col -d 'Column with the latitude [default: lat, latitude or y]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l lon-col -d 'Column with the longitude [default: lon, lng, long, longitude or x]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l place-col -d 'Column with both, such as "39.1, -94.5", POINT(-94.5 39.1), GeoJSON or an H3 cell [default: found by its values]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l id-col -d 'Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l income-col -d 'Column with the income [default: income, if it exists]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l counts -d 'CSV of hourly people counts instead of takings: place, local_time, count' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l places -d 'CSV with the places of the counters: place, lat, lon' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l format -d 'table, json or html [default: by the extension of -o, else table]' -r -f -a "table\t''
json\t''
html\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -s o -l output -d 'Write to this file; .html is a report for a browser [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l day-first -d 'Read dates such as 3/10/2026 with the day first'
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l month-first -d 'Read dates such as 3/10/2026 with the month first'
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l no-income -d 'Ignore incomes'
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -l strict -d 'Fail with exit code 3 if a row is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand backtest" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l events-format -d 'Format of the event files [default: detected]: native, eventbrite, eventbrite-destination, ticketmaster, seatgeek, predicthq, google-calendar, icalendar, schema-org, geojson' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l field -d 'Column or key of a field of events, such as start=startsAt or lat=venue.latitude (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l venues -d 'CSV with name, lat and lon: places of events that only name their venue, as in calendars' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l at -d 'List only events that are open at this time' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l from -d 'List only events that are open after this time; recurring events have dates from then on' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l to -d 'List only events that are open up to this time or duration' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l format -d 'table, json, ndjson, csv or geojson [default: by the extension of -o, else table]' -r -f -a "table\t''
json\t''
ndjson\t''
csv\t''
geojson\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -s o -l output -d 'Write to this file; a failed run leaves no partial file [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l day-first -d 'Read dates such as 3/10/2026 with the day first'
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l month-first -d 'Read dates such as 3/10/2026 with the month first'
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -l strict -d 'Fail with exit code 3 if an event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand events" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and not __fish_seen_subcommand_from ticketmaster seatgeek ics help" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and not __fish_seen_subcommand_from ticketmaster seatgeek ics help" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and not __fish_seen_subcommand_from ticketmaster seatgeek ics help" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and not __fish_seen_subcommand_from ticketmaster seatgeek ics help" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and not __fish_seen_subcommand_from ticketmaster seatgeek ics help" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and not __fish_seen_subcommand_from ticketmaster seatgeek ics help" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and not __fish_seen_subcommand_from ticketmaster seatgeek ics help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and not __fish_seen_subcommand_from ticketmaster seatgeek ics help" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and not __fish_seen_subcommand_from ticketmaster seatgeek ics help" -f -a "ticketmaster" -d 'Events around a city, from Ticketmaster\'s Discovery API'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and not __fish_seen_subcommand_from ticketmaster seatgeek ics help" -f -a "seatgeek" -d 'Events around a city, from SeatGeek\'s API'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and not __fish_seen_subcommand_from ticketmaster seatgeek ics help" -f -a "ics" -d 'Calendars (iCalendar) at addresses'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and not __fish_seen_subcommand_from ticketmaster seatgeek ics help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -l city -d 'City: Austin, "Austin, TX", a ZIP code or LAT,LON [default: `city` of pdpe.toml]' -r -f -a '(pdpe cities --complete (commandline -ct))'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -l radius -d 'Distance from the centre of the city, in kilometres' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -l from -d 'Ask for events from this time on [default: the beginning of today]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -l to -d 'Ask for events up to this time or duration' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -l raw -d 'Keep the answers in this folder: an interrupted run goes on, and a later one asks only for what has changed' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -l attempts -d 'Attempts per request' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -l timeout -d 'Time limit of an answer, in seconds' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -l max-size -d 'The longest answer' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -l format -d 'ndjson, json, csv, table or geojson [default: by the extension of -o, else ndjson]' -r -f -a "table\t''
json\t''
ndjson\t''
csv\t''
geojson\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -s o -l output -d 'Write to this file; a failed run leaves no partial file [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -l strict -d 'Fail with exit code 3 if an event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ticketmaster" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -l city -d 'City: Austin, "Austin, TX", a ZIP code or LAT,LON [default: `city` of pdpe.toml]' -r -f -a '(pdpe cities --complete (commandline -ct))'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -l radius -d 'Distance from the centre of the city, in kilometres' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -l from -d 'Ask for events from this time on [default: the beginning of today]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -l to -d 'Ask for events up to this time or duration' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -l raw -d 'Keep the answers in this folder: an interrupted run goes on, and a later one asks only for what has changed' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -l attempts -d 'Attempts per request' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -l timeout -d 'Time limit of an answer, in seconds' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -l max-size -d 'The longest answer' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -l format -d 'ndjson, json, csv, table or geojson [default: by the extension of -o, else ndjson]' -r -f -a "table\t''
json\t''
ndjson\t''
csv\t''
geojson\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -s o -l output -d 'Write to this file; a failed run leaves no partial file [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -l strict -d 'Fail with exit code 3 if an event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from seatgeek" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ics" -l venues -d 'CSV with name, lat and lon: places of events that only name their venue' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ics" -l from -d 'Ask for events from this time on [default: the beginning of today]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ics" -l to -d 'Ask for events up to this time or duration' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ics" -l raw -d 'Keep the answers in this folder: an interrupted run goes on, and a later one asks only for what has changed' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ics" -l attempts -d 'Attempts per request' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ics" -l timeout -d 'Time limit of an answer, in seconds' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ics" -l max-size -d 'The longest answer' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ics" -l format -d 'ndjson, json, csv, table or geojson [default: by the extension of -o, else ndjson]' -r -f -a "table\t''
json\t''
ndjson\t''
csv\t''
geojson\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ics" -s o -l output -d 'Write to this file; a failed run leaves no partial file [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ics" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ics" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ics" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ics" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ics" -l strict -d 'Fail with exit code 3 if an event is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ics" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ics" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ics" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from ics" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from help" -f -a "ticketmaster" -d 'Events around a city, from Ticketmaster\'s Discovery API'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from help" -f -a "seatgeek" -d 'Events around a city, from SeatGeek\'s API'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from help" -f -a "ics" -d 'Calendars (iCalendar) at addresses'
complete -c pdpe -n "__fish_pdpe_using_subcommand fetch; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l city -d 'City, with its known incomes: Austin, "Lyon, France", a ZIP code or LAT,LON' -r -f -a '(pdpe cities --complete (commandline -ct))'
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l radius -d 'Half the side of the city\'s box, such as 12km [default: 8 to 25 km, by population]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l bbox -d 'Bounding box in degrees: south, west, north, east' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l cell -l cell-size -d 'Side of a cell, such as 500m or 0.5km [default with --city: 500m]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l preset -d 'Bundled grid: kc (Kansas City, 5,494 cells of 500 m, with incomes)' -r -f -a "kc\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l income -d 'Give each cell the income of the nearest row of this CSV (lat, lon, income)' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l format -d 'csv or geojson [default: by the extension of -o, else csv]' -r -f -a "csv\t''
geojson\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -s o -l output -d 'Write to this file; a failed run leaves no partial file [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand grid" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand cities" -l top -d 'List at most N cities' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand cities" -l format -d 'table, csv or json [default: by the extension of -o, else table]' -r -f -a "table\t''
csv\t''
json\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand cities" -s o -l output -d 'Write to this file; a failed run leaves no partial file [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand cities" -l complete -d 'Names that start with this text, for shell completion' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand cities" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand cities" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand cities" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand cities" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand cities" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand cities" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand cities" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand cities" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand init" -l city -d 'The city: Austin, "Austin, TX", "Lyon, France", a ZIP code or LAT,LON' -r -f -a '(pdpe cities --complete (commandline -ct))'
complete -c pdpe -n "__fish_pdpe_using_subcommand init" -s o -l output -d 'Write to this file, - for stdout' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand init" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand init" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand init" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand init" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand init" -l force -d 'Overwrite an existing file'
complete -c pdpe -n "__fish_pdpe_using_subcommand init" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand init" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand init" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay repair help" -l journal -d 'Journal file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay repair help" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay repair help" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay repair help" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay repair help" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay repair help" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay repair help" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay repair help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay repair help" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay repair help" -f -a "ls" -d 'List deliveries by number, oldest first'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay repair help" -f -a "show" -d 'Show one delivery: headers, body, state'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay repair help" -f -a "export" -d 'Write deliveries as lines of JSON, to archive or replay'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay repair help" -f -a "replay" -d 'Apply all deliveries, as the listener does at its start, and write the resulting events'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay repair help" -f -a "repair" -d 'Copy what is whole of a damaged journal to a new one, and list what is not'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and not __fish_seen_subcommand_from ls show export replay repair help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l state -d 'Only deliveries in this state: pending, applied, unresolved, dead or ignored' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l source -d 'Only deliveries from this source, such as eventbrite' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l limit -d 'List the latest N [default: 20 in a table, else all]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l format -d 'table, json, ndjson or csv' -r -f -a "table\t''
json\t''
ndjson\t''
csv\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l journal -d 'Journal file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from ls" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -l journal -d 'Journal file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l state -d 'Only deliveries in this state: pending, applied, unresolved, dead or ignored' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l source -d 'Only deliveries from this source, such as eventbrite' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -s o -l output -d 'Write to this file; a failed run leaves no partial file [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l journal -d 'Journal file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l events -d 'Event files, or - for stdin: pdpe\'s JSON, NDJSON or CSV, iCalendar, GeoJSON, HTML, and responses of services' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l events-format -d 'Format of the event files [default: detected]: native, eventbrite, eventbrite-destination, ticketmaster, seatgeek, predicthq, google-calendar, icalendar, schema-org, geojson' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l field -d 'Column or key of a field of events, such as start=startsAt or lat=venue.latitude (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l venues -d 'CSV with name, lat and lon: places of events that only name their venue, as in calendars' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l without -d 'Exclude this event, as if it were cancelled (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -s o -l output -d 'Write to this file; a failed run leaves no partial file [default: standard output]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l journal -d 'Journal file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l day-first -d 'Read dates such as 3/10/2026 with the day first'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l month-first -d 'Read dates such as 3/10/2026 with the month first'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -l strict -d 'Fail with exit code 3 if an event of a file is rejected'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from replay" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from repair" -l journal -d 'Journal file' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from repair" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from repair" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from repair" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from repair" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from repair" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from repair" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from repair" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from repair" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from help" -f -a "ls" -d 'List deliveries by number, oldest first'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one delivery: headers, body, state'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write deliveries as lines of JSON, to archive or replay'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from help" -f -a "replay" -d 'Apply all deliveries, as the listener does at its start, and write the resulting events'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from help" -f -a "repair" -d 'Copy what is whole of a damaged journal to a new one, and list what is not'
complete -c pdpe -n "__fish_pdpe_using_subcommand journal; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l url -d 'URL of the listener [default: this machine]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l host -d 'Address of the listener; ignored with --url' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l port -d 'Port of the listener; ignored with --url' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand health" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand licences" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand licences" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand licences" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand licences" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand licences" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand licences" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand licences" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand licences" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l to -d 'URL of the listener, such as http://127.0.0.1:8001, or the full URL of a source' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l source -d 'Source of the delivery: eventbrite, ticketmaster, twitter or another name' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l scheme -d 'standard, github, twitter, hmac, timestamped, token, bearer, basic or none' -r -f -a "standard\t''
github\t''
twitter\t''
hmac\t''
timestamped\t''
token\t''
bearer\t''
basic\t''
none\t''"
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l secret-env -d 'Environment variable with the secret' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l secret-file -d 'File with the secret, readable only by its owner' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l id -d 'Id of the delivery, for schemes that have one [default: a new one each time]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l header -d 'Additional header, such as X-Eventbrite-Event:event.updated (repeatable)' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pdpe -n "__fish_pdpe_using_subcommand send" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -f -a "show" -d 'Print the model in force as TOML; name the configuration file on standard error'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -f -a "check" -d 'Check a configuration file, and warn about secrets that cannot be read'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and not __fish_seen_subcommand_from show check help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print the model in force as TOML; name the configuration file on standard error'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "check" -d 'Check a configuration file, and warn about secrets that cannot be read'
complete -c pdpe -n "__fish_pdpe_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand completions" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -l dir -d 'Write the pages of all commands to this directory, such as pdpe-score.1' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -l config -d 'Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where XDG_CONFIG_HOME is ~/.config if unset]' -r -F
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -l model -d 'Model that the configuration changes: measured, published or a file [default: that of the configuration, else measured]' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -l tz -d 'Time zone of the model and of all times, such as America/Denver [default: that of the model]' -r -f -a "$__pdpe_zones"
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -l now -d 'Use this time instead of the system clock' -r
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -s q -l quiet -d 'Print only errors'
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -s v -l verbose -d 'Print details, such as every rejected row'
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -s h -l help -d 'Print help'
complete -c pdpe -n "__fish_pdpe_using_subcommand man" -s V -l version -d 'Print version'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "score" -d 'Score every cell of a grid at one time'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "simulate" -d 'Replay a span of time and print the best stays or every change'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "plan" -d 'Plan a shift: where to stand, and when'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "watch" -d 'Receive webhooks, follow the clock and keep the scores up to date'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "demo" -d 'Replay a weekend in Kansas City in one minute'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "explain" -d 'Explain a score: every factor, hotspot and event'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "fit" -d 'Fit the spending factors to your own takings'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "backtest" -d 'Test fitted factors and the model in force on your past takings'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "events" -d 'List events, or convert them to pdpe\'s own format'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "fetch" -d 'Ask ticket services and calendars for events'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "grid" -d 'Make a grid of square cells'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "cities" -d 'List cities by name, with their data'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "init" -d 'Write a pdpe.toml for a city, with comments'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "journal" -d 'Inspect the deliveries that a listener has stored'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "health" -d 'Check a listener: exits with 0 if it works, else with 1'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "licences" -d 'Print the licences of the packages in this program'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "send" -d 'Sign a delivery and post it, to test a listener'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "config" -d 'Print the model in force, or check a configuration file'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "completions" -d 'Print a completion script for a shell'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "man" -d 'Print a manual page, or write the pages of all commands to a directory'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and not __fish_seen_subcommand_from score simulate plan watch demo explain fit backtest events fetch grid cities init journal health licences send config completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from fetch" -f -a "ticketmaster" -d 'Events around a city, from Ticketmaster\'s Discovery API'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from fetch" -f -a "seatgeek" -d 'Events around a city, from SeatGeek\'s API'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from fetch" -f -a "ics" -d 'Calendars (iCalendar) at addresses'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from journal" -f -a "ls" -d 'List deliveries by number, oldest first'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from journal" -f -a "show" -d 'Show one delivery: headers, body, state'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from journal" -f -a "export" -d 'Write deliveries as lines of JSON, to archive or replay'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from journal" -f -a "replay" -d 'Apply all deliveries, as the listener does at its start, and write the resulting events'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from journal" -f -a "repair" -d 'Copy what is whole of a damaged journal to a new one, and list what is not'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "show" -d 'Print the model in force as TOML; name the configuration file on standard error'
complete -c pdpe -n "__fish_pdpe_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "check" -d 'Check a configuration file, and warn about secrets that cannot be read'
