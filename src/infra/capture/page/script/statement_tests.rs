//! The statements of a page's script, as LiveRC writes them and as formatters leave them.

use super::fault::FaultKind;
use super::literal;
use super::statement::{Script, read};

fn variables(text: &str) -> Script<'_> {
    read(&[text], 64).unwrap_or_else(|fault| panic!("{fault} at {:.40}", fault.at))
}

/// What a script assigns, without its places, as a literal.
fn says(text: &str, literal: &str) {
    let script = variables(text);
    let expected = literal::read(literal, 64).unwrap();
    assert!(script.variables.same_value(&expected), "{text}: {:#?}", script.variables);
}

fn fault(text: &str) -> (FaultKind, usize) {
    let fault = read(&[text], 64).unwrap_err();
    (fault.kind, fault.at.as_ptr() as usize - text.as_ptr() as usize)
}

const SERVED: &str = r"
    var racerLaps = {};
    var positionData = [];
    var driverNames = [];
        positionDataDriver = {};
        positionDataDriver.label = 'KIT O\'LOUGHLIN';
        positionDataDriver.data = [];
        driverNames.push('KIT O\'LOUGHLIN');
        racerLaps[346997] = {
            'driverName' : 'KIT O\'LOUGHLIN',
            'laps' : [
                    { 'lapNum' : '0', 'segments' : [

                    ] }
            ]
        };
            positionDataDriver.data.push([0, 1]);
            positionDataDriver.data.push([1, 2]);
        positionData.push(positionDataDriver);
        console.log(racerLaps[346997]);
        positionDataDriver = {};
        positionDataDriver.label = 'MAVE TULL';
        positionDataDriver.data = [];
        driverNames.push('MAVE TULL');
        racerLaps[7] = { 'driverName' : 'MAVE TULL', 'laps' : [] };
        positionData.push(positionDataDriver);
        console.log(racerLaps[7]);
";

const SAYS: &str = r#"{
    racerLaps: {
        "346997": {driverName: "KIT O'LOUGHLIN", laps: [{lapNum: "0", segments: []}]},
        "7": {driverName: "MAVE TULL", laps: []},
    },
    positionData: [{label: "KIT O'LOUGHLIN", data: [[0, 1], [1, 2]]}, {label: "MAVE TULL", data: []}],
    driverNames: ["KIT O'LOUGHLIN", "MAVE TULL"],
}"#;

#[test]
fn the_script_as_served_is_followed() {
    says(SERVED, SAYS);
    says(&SERVED.replace('\n', "\r\n"), SAYS);
    // Saved again by a formatter: no semicolons, other quotes.
    says(&SERVED.replace(";\n", "\n").replace(r"'KIT O\'LOUGHLIN'", "\"KIT O'LOUGHLIN\""), SAYS);
    assert_eq!(variables(SERVED).unread, Vec::<&str>::new());
}

#[test]
fn whole_literals_say_the_same() {
    for how in ["var ", "let ", "const ", "window.", "window['racerLaps'].x; ", ""] {
        says(&format!("{how}racerLaps = {{7: {{}}}}"), "{racerLaps: {7: {}}}");
    }
    says(
        "var a = f(1, 2), racerLaps = {'7': {}}, driverNames = ['A'], b;",
        "{racerLaps: {7: {}}, driverNames: ['A']}",
    );
    says("window[\"racerLaps\"] = {}; window.racerLaps['7'] = {a: 1}", "{racerLaps: {7: {a: 1}}}");
    says(
        "racerLaps = []; racerLaps[\"7\"] = {}; driverNames.push('A', 'B',)",
        "{racerLaps: {7: {}}, driverNames: ['A', 'B']}",
    );
}

#[test]
fn parts_are_assigned() {
    says(
        "racerLaps = {}\nracerLaps[7] = {laps: [1, 2]}\nracerLaps[7].laps = [{}]\nracerLaps[7]['laps'][0].time = '38.17'\nracerLaps['7'].laps.push({time: '9'})\nracerLaps[7].laps[2] = {}",
        "{racerLaps: {7: {laps: [{time: '38.17'}, {time: '9'}, {}]}}}",
    );
}

#[test]
fn the_same_driver_twice_stays_visible() {
    let script = variables("racerLaps[7] = {a: 1}; racerLaps['7'] = {a: 2}; racerLaps.__proto__ = {};");
    let racers = script.variables.get("racerLaps").unwrap();
    let keys: Vec<_> = racers.members().unwrap().iter().map(|m| m.key.as_ref()).collect();
    assert_eq!(keys, ["7", "7", "__proto__"]);
    assert_eq!(racers.repeated().len(), 1);
}

#[test]
fn other_code_is_skipped() {
    let code = r#"
        <!-- for old browsers
        $(document).ready(function()
        {
            $('.race_result').DataTable({ 'sort': ($(window).width() > 500 ? true : false) });
            racerLaps = { inside: "a function" };
            var re = /['"}]/g, half = a / 2 / b, t = `}${racerLaps[7] + `'`}`;
        });
        (function(i,s){i[r]=i[r]||function(){ (i[r].q=i[r].q||[]).push(arguments) }})(window, document)
        function chart(id) { return racerLaps[id]; } var driverNames = ['A'];
        for (var k in list) { if (list[k]) { f("}") } }
        if (racerLaps) { g() } racerLaps = {7: {}}
        var x
            = googletag.sizeMapping().
            addSize([0, 0], [300, 250]);
        let { a, b } = c, [d] = e
        // racerLaps[8] = {};
        /* racerLaps[9] = {}; */
        -->
    "#;
    says(code, "{racerLaps: {7: {}}, driverNames: ['A']}");
}

#[test]
fn what_is_not_understood_about_the_variables_is_listed() {
    let code = "racerLaps = {}; racerLaps[id] = {}; positionData.sort(f); racerLaps[7].laps.forEach(function() { a; })\ndriverNames += 'x'\nracerLaps[8] = {}";
    let script = variables(code);
    assert_eq!(
        script.unread,
        [
            "racerLaps[id] = {};",
            "positionData.sort(f);",
            "racerLaps[7].laps.forEach(function() { a; })",
            "driverNames += 'x'"
        ]
    );
    assert_eq!(script.variables.nearest("/racerLaps").members().unwrap().len(), 1);
}

#[test]
fn broken_scripts_have_a_place() {
    for (text, kind, at) in [
        ("racerLaps[7] = {'a': [", FaultKind::CutShort, 22),
        ("racerLaps[7] = {'a': 'b", FaultKind::CutShort, 23),
        ("racerLaps = {}; racerLaps[7] = ", FaultKind::CutShort, 31),
        ("racerLaps[7] = {'a': '\\uD83C'};", FaultKind::BrokenText, 22),
        ("racerLaps[7] = laps(1);", FaultKind::NotALiteral, 15),
        ("racerLaps = JSON.parse('{}');", FaultKind::NotALiteral, 12),
        ("racerLaps[7] = {} + a;", FaultKind::Syntax, 18),
        ("racerLaps[7] = {}\n(a)", FaultKind::NotALiteral, 18),
        ("racerLaps[7] = {} b", FaultKind::NotALiteral, 18),
        ("positionData.push(positionDataDriver)", FaultKind::NotALiteral, 18),
        ("driverNames.push('A'", FaultKind::CutShort, 20),
        ("$(f(function() { 'a' ", FaultKind::CutShort, 21),
        ("a(b])", FaultKind::Syntax, 3),
        ("} a", FaultKind::Syntax, 0),
        ("racerLaps = {7: {}}; racerLaps = {8: {}};", FaultKind::AssignedTwice, 21),
        ("racerLaps[7].laps = []", FaultKind::Syntax, 0),
        ("racerLaps = {}; racerLaps.push(1)", FaultKind::Syntax, 16),
    ] {
        assert_eq!(fault(text), (kind, at), "{text}");
    }
    assert_eq!(fault(&format!("racerLaps = {}", "[".repeat(100_000))).0, FaultKind::TooDeep);
    assert_eq!(fault(&format!("f({}", "[".repeat(100_000))).0, FaultKind::CutShort);
}

#[test]
fn several_scripts_are_one() {
    let script = read(&["var racerLaps = {};", "racerLaps[7] = {};"], 9).unwrap();
    assert_eq!(script.variables.nearest("/racerLaps").members().unwrap().len(), 1);
    assert_eq!(read(&[], 9).unwrap().variables.members(), Some(&[][..]));
}
