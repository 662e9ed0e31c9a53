//! The `heatlink` binary: everything is in the library.
fn main() -> std::process::ExitCode {
    heatlink::cli::main()
}
