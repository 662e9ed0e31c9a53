//! What the program is made of: nothing that speaks to a network, nothing unsafe of our own, and only crates whose
//! use is justified and whose licence fits.

use crate::harness::{files_below, repository};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

/// Crates that connect, listen, resolve names or encrypt for it, and the runtimes that they run on. Whatever speaks
/// to a network from Rust stands on one of these, or on the system's own calls, which [`our_own_code_opens_no_socket`]
/// looks for.
const NETWORK: &[&str] = &[
    "actix-web",
    "async-io",
    "async-net",
    "async-std",
    "attohttpc",
    "aws-lc-rs",
    "aws-lc-sys",
    "axum",
    "boring",
    "curl",
    "curl-sys",
    "embassy-net",
    "ftp",
    "git2",
    "gix-transport",
    "h2",
    "h3",
    "hickory-client",
    "hickory-proto",
    "hickory-resolver",
    "http",
    "http-body",
    "httparse",
    "hyper",
    "hyper-util",
    "isahc",
    "lettre",
    "libgit2-sys",
    "libssh2-sys",
    "mbedtls",
    "minreq",
    "mio",
    "monoio",
    "native-tls",
    "oauth2",
    "object_store",
    "openssl",
    "openssl-sys",
    "quiche",
    "quinn",
    "quinn-proto",
    "reqwest",
    "resolv-conf",
    "ring",
    "russh",
    "rustls",
    "rustls-native-certs",
    "s2n-tls",
    "schannel",
    "security-framework",
    "smol",
    "smoltcp",
    "socket2",
    "ssh2",
    "suppaftp",
    "surf",
    "tokio",
    "tonic",
    "tower-http",
    "trust-dns-resolver",
    "tungstenite",
    "ureq",
    "warp",
    "webpki-roots",
    "wreq",
    "zmq",
];

/// Licences whose terms an MIT-licensed program can keep without more than naming them.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

fn text(name: &str) -> String {
    fs::read_to_string(repository().join(name)).unwrap()
}

/// The names of all crates of a lock file: those of tests and of other platforms too.
fn locked(lock: &str) -> BTreeSet<&str> {
    lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect()
}

fn of_network<'a>(crates: &BTreeSet<&'a str>) -> Vec<&'a str> {
    crates.iter().copied().filter(|name| NETWORK.contains(name)).collect()
}

#[test]
fn no_crate_of_the_tree_speaks_to_a_network() {
    // Every lock file of the repository: a fuzzer or a bench may have its own.
    let locks: Vec<_> = lock_files();
    assert!(locks.iter().any(|(_, lock)| locked(lock).contains("rusqlite")), "the lock file is read");
    for (path, lock) in &locks {
        assert_eq!(of_network(&locked(lock)), Vec::<&str>::new(), "{path}");
    }
    let caught = locked("[[package]]\nname = \"ureq\"\nversion = \"3.0.0\"\n");
    assert_eq!(of_network(&caught), ["ureq"]);
}

fn lock_files() -> Vec<(String, String)> {
    let mut paths = vec![repository().join("Cargo.lock")];
    paths.extend(files_below(&repository().join("tests")));
    paths.retain(|path| path.file_name().is_some_and(|name| name == "Cargo.lock"));
    paths.iter().map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn our_own_code_opens_no_socket() {
    for path in files_below(&repository().join("src")) {
        let source = fs::read_to_string(&path).unwrap_or_default();
        for word in ["std::net", "os::unix::net", "TcpStream", "UdpSocket", "ToSocketAddrs"] {
            assert!(!source.contains(word), "{} holds `{word}`", path.display());
        }
    }
}

/// The keys and values of one table of a manifest that writes a key a line.
fn table<'m>(manifest: &'m str, name: &str) -> BTreeMap<&'m str, &'m str> {
    let lines = manifest.lines().skip_while(|line| *line != format!("[{name}]")).skip(1);
    let lines = lines.take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| line.split_once(" = ")).filter(|(key, _)| !key.starts_with('#')).collect()
}

#[test]
fn unsafe_code_is_forbidden() {
    let manifest = text("Cargo.toml");
    assert_eq!(table(&manifest, "lints.rust").get("unsafe_code"), Some(&"\"forbid\""));
    // A forbidden lint cannot be allowed again; a level given elsewhere could stand in its place.
    for path in ["src/lib.rs", "src/main.rs"] {
        assert!(!text(path).contains("unsafe_code"), "{path} speaks of `unsafe_code`");
    }
}

/// A row of `docs/dependencies.md`: crate, why, licence.
fn justified(page: &str) -> BTreeMap<&str, (&str, &str)> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |"));
    rows.map(|row| {
        let (name, rest) = row.split_once("` | ").expect("a crate");
        let (why, licence) = rest.rsplit_once(" | ").expect("a licence");
        (name, (why, licence))
    })
    .collect()
}

#[test]
fn every_dependency_is_justified() {
    let (manifest, page) = (text("Cargo.toml"), text("docs/dependencies.md"));
    let parts: Vec<_> = page.split("For tests only:").collect();
    let [program, tests] = parts[..] else { panic!("two tables, the second for tests only") };
    for (kind, part) in [("dependencies", program), ("dev-dependencies", tests)] {
        let named: BTreeSet<_> = table(&manifest, kind).into_keys().collect();
        let told = justified(part);
        assert!(named.len() > 1, "{kind} are read");
        assert_eq!(
            told.keys().copied().collect::<BTreeSet<_>>(),
            named,
            "{kind}, as docs/dependencies.md has them"
        );
        for (name, (why, licence)) in told {
            assert!(why.split_whitespace().count() >= 2 && !licence.is_empty(), "{name} is justified");
        }
    }
    for kind in ["build-dependencies", "target"] {
        assert!(
            !manifest.contains(&format!("[{kind}")),
            "{kind}: their table is missing from the test and the page"
        );
    }
}

/// Every crate that is compiled here, with its licence, as their own manifests have it.
fn licences() -> BTreeMap<String, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let told = String::from_utf8(rustc.stdout).unwrap();
    let host = told.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host").to_owned();
    // What has been compiled is at hand; a crate of another platform may not be, and needs no network here.
    let args = ["metadata", "--offline", "--locked", "--format-version", "1", "--filter-platform", &host];
    let run = Command::new(cargo).args(args).current_dir(repository()).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let metadata: Value = serde_json::from_slice(&run.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let of = |package: &Value, key: &str| package[key].as_str().unwrap_or_default().to_owned();
    packages.map(|package| (of(package, "name"), of(package, "license"))).collect()
}

/// Whether a licence expression can be kept with the licences of the list: `A OR B`, `A AND B`, `(…)`, `A WITH B`,
/// and `A/B` as older crates write `OR`. An exception gives more, never less.
fn fits(expression: &str) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<_> = spaced.split_whitespace().collect();
    let (fits, rest) = any_of(&words);
    fits && rest.is_empty() && !words.is_empty()
}

fn any_of<'w>(words: &'w [&'w str]) -> (bool, &'w [&'w str]) {
    let (mut fits, mut rest) = all_of(words);
    while let ["OR", more @ ..] = rest {
        let (other, after) = all_of(more);
        (fits, rest) = (fits || other, after);
    }
    (fits, rest)
}

fn all_of<'w>(words: &'w [&'w str]) -> (bool, &'w [&'w str]) {
    let (mut fits, mut rest) = one(words);
    while let ["AND", more @ ..] = rest {
        let (other, after) = one(more);
        (fits, rest) = (fits && other, after);
    }
    (fits, rest)
}

fn one<'w>(words: &'w [&'w str]) -> (bool, &'w [&'w str]) {
    match words {
        ["(", inner @ ..] => match any_of(inner) {
            (fits, [")", rest @ ..]) => (fits, rest),
            (_, rest) => (false, rest),
        },
        [licence, "WITH", _, rest @ ..] | [licence, rest @ ..] => (LICENCES.contains(licence), rest),
        [] => (false, &[]),
    }
}

#[test]
fn licence_expressions_are_understood() {
    for good in [
        "MIT",
        "GPL-3.0 OR MIT",
        "(MIT OR GPL-2.0) AND Unicode-3.0",
        "Unlicense/MIT",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(fits(good), "{good}");
    }
    for bad in
        ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR GPL-2.0) AND SSPL-1.0", "(MIT", "MIT MIT", "OR MIT"]
    {
        assert!(!fits(bad), "{bad}");
    }
}

#[test]
fn every_licence_fits_and_is_told_as_it_is() {
    let licences = licences();
    assert!(licences.len() > 100, "the tree is there: {}", licences.len());
    for (name, licence) in &licences {
        assert!(
            fits(licence),
            "{name} has the licence `{licence}`, of which docs/dependencies.md knows nothing"
        );
    }
    // A licence as prose: `MIT or Apache-2.0`, and after a semicolon that of what the crate brings along.
    let told = |prose: &str| -> BTreeSet<String> {
        let own = prose.split(';').next().unwrap_or_default().replace(['(', ')'], " ");
        own.split_whitespace().filter(|w| !["or", "and"].contains(w)).map(str::to_owned).collect()
    };
    let page = text("docs/dependencies.md");
    for (name, (_, licence)) in justified(&page) {
        let of = licences.get(name).unwrap_or_else(|| panic!("{name} is in the tree"));
        let words = of.replace(['(', ')', '/'], " ");
        let own: BTreeSet<_> =
            words.split_whitespace().filter(|w| !["OR", "AND"].contains(w)).map(str::to_owned).collect();
        assert_eq!(told(licence), own, "{name}");
    }
}
